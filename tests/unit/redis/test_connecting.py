from __future__ import annotations

import pytest
from pydantic import ValidationError

from hexcache.adapters.outbound.redis.connecting import as_connection, node_arguments, target
from hexcache.adapters.outbound.redis.plugin import key_value_store, vector_store
from hexcache.adapters.outbound.redis.settings import RedisConnection, RedisOptions
from hexcache.domain.errors import ConfigurationError


def test_a_url_leads_to_a_server_whose_name_shows_no_secret():
    found = target(RedisConnection(url="redis://user:geheim@example.org:7000/3"))
    assert (found.where, found.sentinels, found.arguments["protocol"]) == ("example.org:7000", None, 2)
    assert "geheim" not in repr(found)


def test_the_protocol_of_a_url_is_taken():
    assert "protocol" not in target(RedisConnection(url="redis://h/0?protocol=3")).arguments


def test_credentials_of_their_own_come_before_those_of_the_url():
    found = target(RedisConnection(url="redis://a:b@h", username="c", password="d"))
    assert (found.arguments["username"], found.arguments["password"]) == ("c", "d")


def test_sentinels_are_read_from_a_url():
    url = "rediss+sentinel://user:p%40ss@one:1,two/master/4"
    found = target(RedisConnection(url=url, sentinel_password="guard"))
    assert found.sentinels.addresses == (("one", 1), ("two", 26_379))
    assert (found.sentinels.service, found.sentinels.db, found.sentinels.tls) == ("master", 4, True)
    assert (found.arguments["username"], found.arguments["password"]) == ("user", "p@ss")
    assert found.sentinel_arguments["password"] == "guard"
    assert "p%40ss" not in repr(found)


@pytest.mark.parametrize("url", ["", "http://h", "redis+sentinel://h", "redis+sentinel:///service", "redis://h:port"])
def test_what_is_no_url_is_refused_without_repeating_it(url):
    with pytest.raises(ConfigurationError) as caught:
        target(as_connection(url))
    assert "'" + url + "'" not in str(caught.value)


def test_tls_files_and_checks_reach_the_driver(tmp_path):
    options = RedisConnection(url="rediss://h", tls_ca=tmp_path, tls_check_hostname=False)
    found = target(options).arguments
    assert (found["ssl_ca_certs"], found["ssl_check_hostname"], found["ssl_cert_reqs"]) == (
        str(tmp_path),
        False,
        "required",
    )
    assert "ssl_ca_certs" not in target(RedisConnection(url="redis://h", tls_ca=tmp_path)).arguments


def test_another_server_of_a_cluster_gets_all_but_the_address():
    assert node_arguments({"host": "h", "port": 1, "db": 0, "path": "p", "password": "x"}) == {"password": "x"}


@pytest.mark.parametrize("option", [{"urll": "redis://h"}, {"index": "hnsw"}, {"prefix": "a{b}"}, {"timeout": 0}])
def test_an_unknown_option_or_value_is_named(option):
    with pytest.raises(ValidationError, match=next(iter(option))):
        RedisOptions(**option)


@pytest.mark.parametrize("off", [False, "off", "none", None])
def test_a_bare_off_of_yaml_is_no_quantization(off):
    assert RedisOptions(quantization=off).index_settings.quantization == "none"


def test_a_password_is_in_no_repr():
    options = RedisOptions(url="redis://:geheim@h", password="geheim", sentinel_password="geheim")
    assert "geheim" not in repr(options)


def test_every_setting_of_the_index_has_an_option_with_the_same_default():
    from dataclasses import asdict

    from hexcache.adapters.outbound.redis.settings import IndexSettings

    assert RedisOptions().index_settings == IndexSettings()
    assert asdict(IndexSettings()).keys() <= RedisOptions.model_fields.keys()


def test_the_plugins_open_without_connecting():
    for plugin, arguments in ((vector_store, {"collection": "c"}), (key_value_store, {})):
        with plugin.open(plugin.options(url="redis://127.0.0.1:1"), **arguments) as store:
            assert store.describe()["backend"] == "redis"
