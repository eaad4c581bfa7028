"""Statistics over places: which cells lie among high ones (Getis-Ord), which circles hold more than their share
(Kulldorff). Shrinking of small counts is in `gridtag.models.posterior`."""
