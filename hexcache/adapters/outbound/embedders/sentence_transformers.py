"""`sentence_transformers`: any model of that library, with torch; an extra."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final

from typing_extensions import override

from hexcache.adapters.outbound.embedders.local import LocalPlugin
from hexcache.adapters.outbound.embedders.settings import SentenceTransformersOptions
from hexcache.adapters.outbound.embedders.symmetric import SymmetricEmbedder
from hexcache.domain.collection import Passport
from hexcache.domain.embedding import Intake, failure, well_formed
from hexcache.domain.errors import MissingExtraError
from hexcache.ports.embedder import CountsTokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hexcache.domain.vectors import Matrix

# A tokenizer that knows no limit states an enormous one.
_NO_LIMIT: Final = 1_000_000


class SentenceTransformersEmbedder(SymmetricEmbedder, CountsTokens):
    """Embeds texts with a `SentenceTransformer`, one call at a time: its tokenizer has state.

    Args:
        model: the loaded model.
        options: what it was loaded with.
    """

    def __init__(self, model: Any, options: SentenceTransformersOptions) -> None:  # noqa: ANN401 - an extra's class
        self._model = model
        self._options = options
        self._lock = threading.Lock()
        self._intake = Intake(_passport(model, options))

    @property
    @override
    def passport(self) -> Passport:
        return self._intake.passport

    @override
    def embed_documents(self, texts: Sequence[str]) -> Matrix:
        return self._intake.take(self._encoded([well_formed(text) for text in texts]), len(texts))

    @override
    def count_tokens(self, text: str) -> int:
        with self._lock:
            return len(self._model.tokenizer(well_formed(text), truncation=False, verbose=False)["input_ids"])

    def _encoded(self, texts: list[str]) -> Any:  # noqa: ANN401 - the intake judges
        try:
            with self._lock:
                return self._model.encode(
                    texts,
                    batch_size=self._options.batch_size,
                    show_progress_bar=False,
                    convert_to_numpy=True,
                    normalize_embeddings=self._options.normalize,
                )
        except Exception as error:
            raise failure(error) from error


def _passport(model: Any, options: SentenceTransformersOptions) -> Passport:  # noqa: ANN401 - as above
    # Renamed in version 5; the old name warns in the newer ones.
    dimension = getattr(model, "get_embedding_dimension", None) or model.get_sentence_embedding_dimension
    window = model.max_seq_length
    return Passport(
        provider="sentence_transformers",
        model=f"{options.model}@{options.revision}" if options.revision else options.model,
        dimension=dimension(),
        unit_length=options.normalize,
        window=window if window and window < _NO_LIMIT else None,
    )


def load(options: SentenceTransformersOptions) -> SentenceTransformersEmbedder:
    """Return the embedder; the library may ask the hub for the model.

    Raises:
        MissingExtraError: `sentence-transformers` is not installed.
    """
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise MissingExtraError.of("sentence-transformers", "sentence-transformers") from error
    model = SentenceTransformer(
        options.model,
        revision=options.revision,
        device=options.device,
        local_files_only=options.local_files_only,
    )
    return SentenceTransformersEmbedder(model, options)


plugin = LocalPlugin(SentenceTransformersOptions, load)
