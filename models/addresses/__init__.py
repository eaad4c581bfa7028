"""Chinese addresses: taken apart (`parse`), compared (`match`), and reduced to villages and estates (`places`)."""
