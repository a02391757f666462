"""Static files of production: named by their content, compressed."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Follow the imports of ES modules too, so that a changed module changes all their names."""

    support_js_module_import_aggregation = True
