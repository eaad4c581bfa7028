"""What is computed per customer: declarations of features and tags, and the engine that folds them."""
