"""`wordllama`: static embeddings whose weights and tokenizer are in the installed wheel; the default.

A text's vector is the sum of its tokens' vectors, made unit length. That is all there is to it, so the two files are
read here and the package itself is never imported: it would load `requests`, set up logging for the whole process, and
ask the network for a tokenizer that lies beside it. The weights are mapped, not read: several processes share them.
"""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from typing_extensions import override

from hexcache.adapters.outbound.embedders.local import LocalPlugin
from hexcache.adapters.outbound.embedders.settings import WordLlamaOptions
from hexcache.adapters.outbound.embedders.symmetric import SymmetricEmbedder
from hexcache.domain.collection import Passport
from hexcache.domain.embedding import well_formed
from hexcache.domain.errors import ConfigurationError, MissingExtraError
from hexcache.ports.embedder import CountsTokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from tokenizers import Tokenizer

    from hexcache.domain.vectors import Matrix, Vector

_MODEL: Final = "l2_supercat"
_WEIGHTS: Final = f"weights/{_MODEL}_256.safetensors"
_TOKENIZER: Final = f"tokenizers/{_MODEL}_tokenizer_config.json"
_TENSOR: Final = "embedding.weight"


class WordLlamaEmbedder(SymmetricEmbedder, CountsTokens):
    """Embeds texts with wordllama's token vectors.

    A text without a token, which only the empty text is, has the zero vector.

    Args:
        table: one row for each token, float16.
        tokenizer: gives the rows of a text.
        window: the window in tokens that the passport states.
    """

    def __init__(self, table: npt.NDArray[np.float16], tokenizer: Tokenizer, window: int) -> None:
        self._table = table
        self._tokenizer = tokenizer
        self._passport = Passport("wordllama", _MODEL, table.shape[1], unit_length=True, window=window)

    @property
    @override
    def passport(self) -> Passport:
        return self._passport

    @override
    def embed_documents(self, texts: Sequence[str]) -> Matrix:
        matrix = np.empty((len(texts), self._table.shape[1]), dtype=np.float32)
        for row, text in enumerate(texts):
            matrix[row] = self.embed_query(text)
        return matrix

    @override
    def embed_query(self, text: str) -> Vector:
        total: Vector = np.add.reduce(self._table.take(self._tokens(text), 0), 0, dtype=np.float32)
        norm = np.sqrt(total.dot(total))
        return total / norm if norm else total

    @override
    def count_tokens(self, text: str) -> int:
        return len(self._tokens(text))

    def _tokens(self, text: str) -> list[int]:
        # `encode_batch` is no faster for one text, and its thread pool does not survive a fork.
        return self._tokenizer.encode(well_formed(text), add_special_tokens=False).ids


def load(options: WordLlamaOptions) -> WordLlamaEmbedder:
    """Return the embedder; neither the network nor the home directory is looked at.

    Raises:
        MissingExtraError: `wordllama` or `tokenizers` is not installed.
        ConfigurationError: the installed version does not have the files.
    """
    try:
        from tokenizers import Tokenizer
    except ImportError as error:
        raise _missing() from error
    folder = _installed_folder()
    table = _mapped(folder / _WEIGHTS)[:, : options.dimension]
    return WordLlamaEmbedder(table, Tokenizer.from_file(str(_existing(folder / _TOKENIZER))), options.window)


def _installed_folder() -> Path:
    spec = find_spec("wordllama")  # finds, and does not import
    if spec is None or not spec.submodule_search_locations:
        raise _missing()
    return Path(spec.submodule_search_locations[0])


def _missing() -> MissingExtraError:
    return MissingExtraError("'wordllama' is not installed; run: pip install --force-reinstall hexcache")


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise ConfigurationError(f"the installed wordllama has no {path.name!r}; run: pip install 'wordllama==0.4.*'")
    return path


def _mapped(path: Path) -> npt.NDArray[np.float16]:
    """Return the tensor in a safetensors file: eight bytes of header length, a JSON header, then the numbers."""
    with _existing(path).open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        entry: dict[str, Any] = json.loads(file.read(size))[_TENSOR]
    offset, shape = 8 + size + entry["data_offsets"][0], tuple(entry["shape"])
    if entry["dtype"] != "F16":
        raise ConfigurationError(
            f"{path.name!r} holds {entry['dtype']!r}, expected 'F16'; run: pip install 'wordllama==0.4.*'"
        )
    # The plain view of the map indexes faster than `memmap` itself.
    return np.asarray(np.memmap(path, dtype="<f2", mode="r", offset=offset, shape=shape))


plugin = LocalPlugin(WordLlamaOptions, load)
