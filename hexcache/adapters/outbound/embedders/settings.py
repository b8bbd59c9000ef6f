"""What can be set in `embedder.options`, by backend."""

from __future__ import annotations

import os
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, NonNegativeInt, PositiveFloat, PositiveInt
from pydantic import SecretStr as Secret

OPENAI_URL: Final = "https://api.openai.com/v1"


class Options(BaseModel):
    """The base of all options: an unknown key is an error, and no value appears in an error's text."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class WordLlamaOptions(Options):
    """Options of `wordllama`.

    Attributes:
        dimension: numbers in each vector; the smaller ones are the first numbers of the larger.
        window: a longer text, in tokens, is not compared; 256 is what the model was trained with.
    """

    dimension: Literal[64, 128, 256] = 256
    window: PositiveInt = 256


def _header_value(secret: Secret) -> Secret:
    value = secret.get_secret_value().strip()
    if not (value.isascii() and value.isprintable()):
        raise ValueError("must be printable ASCII on one line")
    return Secret(value)


def _base_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be a URL such as 'http://localhost:11434/v1'")
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise ValueError("must be scheme, host and path only; give credentials in 'api_key' or 'headers'")
    return url.rstrip("/")


HeaderValue = Annotated[Secret, AfterValidator(_header_value)]


class OpenAIOptions(Options):
    """Options of `openai`: any server with an OpenAI-compatible `POST <base_url>/embeddings`.

    Attributes:
        model: the model's name on the server.
        base_url: without it `OPENAI_BASE_URL`, then OpenAI itself.
        api_key: without it `OPENAI_API_KEY`; empty sends none.
        headers: more headers of each request, such as a gateway's own key.
        dimensions: asks the server for shorter vectors, where the model is able to.
        encoding_format: "float" works everywhere; "base64" is smaller and faster where the server has it.
        batch_size: the most texts in one request; a batch that the server calls too large (413) is halved.
        timeout: seconds that one attempt may take to connect, to send, and between two parts of the reply.
        max_retries: attempts after the first, on 408, 429, 5xx and connection errors.
        max_wait: the longest wait between two attempts in seconds; a server that asks for longer is not waited for.
        window: input window in tokens; known for OpenAI's own models.
    """

    model: Annotated[str, Field(min_length=1)] = "text-embedding-3-small"
    base_url: Annotated[str, AfterValidator(_base_url)] = Field(
        default_factory=lambda: os.environ.get("OPENAI_BASE_URL") or OPENAI_URL, validate_default=True
    )
    api_key: HeaderValue = Field(
        default_factory=lambda: Secret(os.environ.get("OPENAI_API_KEY", "")), validate_default=True
    )
    headers: dict[str, HeaderValue] = {}
    dimensions: PositiveInt | None = None
    encoding_format: Literal["float", "base64"] = "float"
    batch_size: PositiveInt = 128
    timeout: PositiveFloat = 30.0
    max_retries: NonNegativeInt = 2
    max_wait: PositiveFloat = 30.0
    window: PositiveInt | None = None


class SentenceTransformersOptions(Options):
    """Options of `sentence_transformers`.

    Attributes:
        model: a name on the Hugging Face hub or a local folder.
        revision: the branch, tag or commit of the model.
        device: "cpu", "cuda", "mps"; None lets the library choose.
        batch_size: texts that go through the model together.
        normalize: make the vectors unit length.
        local_files_only: never ask the hub, use what is on disk.
    """

    model: Annotated[str, Field(min_length=1)] = "sentence-transformers/all-MiniLM-L6-v2"
    revision: str | None = None
    device: str | None = None
    batch_size: PositiveInt = 32
    normalize: bool = True
    local_files_only: bool = False


class FastEmbedOptions(Options):
    """Options of `fastembed`.

    Attributes:
        model: one of the names that fastembed lists.
        cache_dir: where models are kept; None is fastembed's own choice.
        path: a local folder with the model's files, in place of a download.
        threads: threads of the ONNX runtime; None lets it choose.
        batch_size: texts that go through the model together.
        local_files_only: never ask the hub, use what is on disk.
    """

    model: Annotated[str, Field(min_length=1)] = "BAAI/bge-small-en-v1.5"
    cache_dir: str | None = None
    path: str | None = None
    threads: PositiveInt | None = None
    batch_size: PositiveInt = 256
    local_files_only: bool = False


class LangChainOptions(Options):
    """Options of `langchain`.

    Attributes:
        embeddings: the class, as "package.module:Class".
        arguments: what it is made with.
        dimension: numbers in each vector; None learns it from the first.
        window: input window in tokens; None where it is unknown.
    """

    embeddings: Annotated[str, Field(pattern=r"^[A-Za-z_][\w.]*:[A-Za-z_]\w*$")]
    arguments: dict[str, Any] = Field(default_factory=dict, repr=False)
    dimension: PositiveInt | None = None
    window: PositiveInt | None = None
