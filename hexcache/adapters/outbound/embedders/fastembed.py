"""`fastembed`: the models of that library, on the ONNX runtime; an extra."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from hexcache.adapters.outbound.embedders.local import LocalPlugin
from hexcache.adapters.outbound.embedders.settings import FastEmbedOptions
from hexcache.adapters.outbound.embedders.symmetric import SymmetricEmbedder
from hexcache.domain.collection import Passport
from hexcache.domain.embedding import Intake, failure, well_formed
from hexcache.domain.errors import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hexcache.domain.vectors import Matrix


class FastEmbedEmbedder(SymmetricEmbedder):
    """Embeds texts with a `TextEmbedding`; counts tokens where the model has a tokenizer.

    Args:
        model: the loaded model.
        options: what it was loaded with.
    """

    def __init__(self, model: Any, options: FastEmbedOptions) -> None:  # noqa: ANN401 - an extra's class
        self._model = model
        self._options = options
        tokenizer = getattr(model.model, "tokenizer", None)
        if tokenizer is not None:
            self.count_tokens = _counter(tokenizer)
        self._intake = Intake(
            Passport(
                provider="fastembed",
                model=options.model,
                dimension=getattr(model, "embedding_size", None),
                window=(getattr(tokenizer, "truncation", None) or {}).get("max_length"),
            )
        )

    @property
    @override
    def passport(self) -> Passport:
        return self._intake.passport

    @override
    def embed_documents(self, texts: Sequence[str]) -> Matrix:
        return self._intake.take(self._embedded([well_formed(text) for text in texts]), len(texts))

    def _embedded(self, texts: list[str]) -> list[Any]:
        try:
            return list(self._model.embed(texts, batch_size=self._options.batch_size))
        except Exception as error:
            raise failure(error) from error


def _counter(tokenizer: Any) -> Callable[[str], int]:  # noqa: ANN401 - as above
    """Return a function that counts tokens with a copy of `tokenizer` which cuts nothing off."""
    whole = type(tokenizer).from_str(tokenizer.to_str())
    whole.no_truncation()
    whole.no_padding()
    return lambda text: len(whole.encode(well_formed(text)).ids)


def load(options: FastEmbedOptions) -> FastEmbedEmbedder:
    """Return the embedder; the library may ask the hub for the model.

    Raises:
        MissingExtraError: `fastembed` is not installed.
    """
    try:
        from fastembed import TextEmbedding
    except ImportError as error:
        raise MissingExtraError.of("fastembed", "fastembed") from error
    chosen = {
        "cache_dir": options.cache_dir,
        "threads": options.threads,
        "specific_model_path": options.path,
        "local_files_only": options.local_files_only or None,
    }
    given = {name: value for name, value in chosen.items() if value is not None}
    return FastEmbedEmbedder(TextEmbedding(options.model, **given), options)


plugin = LocalPlugin(FastEmbedOptions, load)
