"""The map from the repository's folders to the one import package `gridtag`; pyproject.toml has the rest."""

from setuptools import find_packages, setup

FOLDERS = {"gridtag": "gridtag"} | {
    f"gridtag.{folder}": folder
    for folder in ("jobs", "features", "models", "expectations", "sample", "sql", "bench")
}
DATA = ("css", "csv", "html", "j2", "js", "json", "md", "sql", "svg", "txt", "typed", "yaml", "yml")

setup(
    packages=[
        package
        for parent, folder in FOLDERS.items()
        for package in (parent, *(f"{parent}.{child}" for child in find_packages(folder)))
    ],
    package_dir=FOLDERS,
    package_data={"": [f"**/*.{ending}" for ending in DATA]},
)
