"""Lua: static texts, called by their digest, for what must happen at once and in one round trip.

Each script gets one key, of the place that it works on; the other keys that it names have the same hash tag. The keys
of a place, behind its stem:

| key         | what it is                                                                       |
|-------------|----------------------------------------------------------------------------------|
| `d:<id>`    | hash: the document                                                               |
| `s`         | hash: every scope with the keys of its tenant and its model                      |
| `m:<scope>` | sorted set: ids by the end of their life                                         |
| `v:<scope>` | vectors: a vector set, or a hash of packed vectors                               |
| `g:<scope>` | hash: the tags of an id                                                          |
| `t:<tag>`   | set: scope and id, joined, of what carries the tag                               |
| `l:<scope>` | stream: which ids changed, each with the change before it (packed vectors only)  |

With the query engine there are documents only: its index knows the rest.
"""

from __future__ import annotations

from typing import Final

from hexcache.adapters.outbound.redis.script import Script

CHANGES: Final = 1_000
"""How many changes of a scope are kept; who missed more reads the whole scope again."""

SWEPT: Final = 20
"""How many expired ids a write removes at the most, of its own scope and of another."""


_STEM: Final = """\
    local stem = string.sub(KEYS[1], 1, -2)
"""

_DROP_ELEMENT: Final = """\
    local function drop_vector(scope, id) redis.call('VREM', stem .. 'v:' .. scope, id) end
    local function drop_vectors(scope) redis.call('UNLINK', stem .. 'v:' .. scope) end
"""

_DROP_PACKED: Final = f"""\
    local function log(scope, id)
      local key = stem .. 'l:' .. scope
      local last = redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)
      redis.call('XADD', key, 'MAXLEN', '~', {CHANGES}, '*', 'i', id, 'p', last[1] and last[1][1] or '')
    end
    local function drop_vector(scope, id)
      if redis.call('HDEL', stem .. 'v:' .. scope, id) == 1 then log(scope, id) end
    end
    local function drop_vectors(scope) redis.call('UNLINK', stem .. 'v:' .. scope, stem .. 'l:' .. scope) end
"""

_FORGET: Final = f"""\
    local function forget(scope, id)
      local there = redis.call('UNLINK', stem .. 'd:' .. id)
      redis.call('ZREM', stem .. 'm:' .. scope, id)
      local tags = redis.call('HGET', stem .. 'g:' .. scope, id)
      if tags then
        for tag in string.gmatch(tags, '%x+') do redis.call('SREM', stem .. 't:' .. tag, scope .. id) end
        redis.call('HDEL', stem .. 'g:' .. scope, id)
      end
      drop_vector(scope, id)
      return there
    end
    local function tidy(scope)
      if redis.call('EXISTS', stem .. 'm:' .. scope) == 0 then
        redis.call('HDEL', KEYS[1], scope)
        drop_vectors(scope)
      end
    end
    local function clock()
      local time = redis.call('TIME')
      return time[1] + time[2] / 1e6
    end
    local function sweep(scope)
      local dead = redis.call('ZRANGEBYSCORE', stem .. 'm:' .. scope, '-inf', clock(), 'LIMIT', 0, {SWEPT})
      for _, id in ipairs(dead) do forget(scope, id) end
      if #dead > 0 then tidy(scope) end
    end
"""

_BEGIN_PUT: Final = """\
    local id, scope, expires, ms, tags, labels, vector, extra = unpack(ARGV, 1, 8)
    local doc = stem .. 'd:' .. id
    local other = redis.call('HGET', doc, 'k')
    if other and other ~= scope then forget(other, id) end
    forget(scope, id)
    sweep(scope)
    other = redis.call('HRANDFIELD', KEYS[1])
    if other and other ~= scope then sweep(other) end
    if ms ~= '' and clock() * 1000 >= tonumber(ms) then tidy(scope) return 0 end
"""

_END_PUT: Final = """\
    redis.call('HSET', doc, unpack(ARGV, 9))
    if ms ~= '' then redis.call('PEXPIREAT', doc, ms) end
    redis.call('ZADD', stem .. 'm:' .. scope, expires, id)
    redis.call('HSET', KEYS[1], scope, labels)
    if tags ~= '' then
      redis.call('HSET', stem .. 'g:' .. scope, id, tags)
      for tag in string.gmatch(tags, '%x+') do redis.call('SADD', stem .. 't:' .. tag, scope .. id) end
    end
"""

_PUT_ELEMENT: Final = """\
    if vector ~= '' then redis.call('VADD', stem .. 'v:' .. scope, 'FP32', vector, id, extra) end
    return 1
"""

_CHECK_ROOM: Final = """\
    if vector ~= '' and redis.call('HLEN', stem .. 'v:' .. scope) >= tonumber(extra) then
      return redis.error_reply('HEXCACHEFULL the scope holds as many rows as it may')
    end
"""

_PUT_PACKED: Final = """\
    if vector ~= '' then
      redis.call('HSET', stem .. 'v:' .. scope, id, vector)
      log(scope, id)
    end
    return 1
"""

_DELETE: Final = """\
    local deleted = 0
    for i = 1, #ARGV, 2 do
      local scope = redis.call('HGET', stem .. 'd:' .. ARGV[i], 'k') or ARGV[i + 1]
      deleted = deleted + forget(scope, ARGV[i])
      tidy(scope)
    end
    return deleted
"""

_CLEAR_SCOPE: Final = """\
    local scope, most, first = unpack(ARGV)
    if first == '1' then drop_vectors(scope) end
    for _, id in ipairs(redis.call('ZRANGE', stem .. 'm:' .. scope, 0, most - 1)) do forget(scope, id) end
    tidy(scope)
    return redis.call('ZCARD', stem .. 'm:' .. scope)
"""

_CLEAR_TAGGED: Final = """\
    local tag = ARGV[1]
    for i = 2, #ARGV do
      local scope, id = string.sub(ARGV[i], 1, 64), string.sub(ARGV[i], 65)
      local tags = redis.call('HGET', stem .. 'g:' .. scope, id)
      if tags and string.find(tags, tag, 1, true) then
        forget(scope, id)
        tidy(scope)
      else
        redis.call('SREM', stem .. 't:' .. tag, ARGV[i])
      end
    end
    return 0
"""

_BEGIN_TOUCH: Final = """\
    local id, now, expires, ms, packed = unpack(ARGV)
    local doc = stem .. 'd:' .. id
    local known = redis.call('HMGET', doc, 'x', 'k')
    if not known[1] or tonumber(known[1]) <= tonumber(now) then return 0 end
    redis.call('HSET', doc, 'x', expires)
    if ms == '' then redis.call('PERSIST', doc) else redis.call('PEXPIREAT', doc, ms) end
"""

_TOUCH_MEMBER: Final = """\
    redis.call('ZADD', stem .. 'm:' .. known[2], 'XX', expires, id)
"""

_TOUCH_PACKED: Final = """\
    local vector = redis.call('HGET', stem .. 'v:' .. known[2], id)
    if vector then
      redis.call('HSET', stem .. 'v:' .. known[2], id, packed .. string.sub(vector, 9))
      log(known[2], id)
    end
"""

_TRUE: Final = """\
    return 1
"""

TOUCH: Final = Script(_STEM, _BEGIN_TOUCH, _TRUE)
"""Move the end of a document's life. Arguments: id, now, expires, its milliseconds or "", (ignored)."""

FORGET_SCOPES: Final = Script(
    """\
    if redis.call('FT.SEARCH', ARGV[1], '*', 'LIMIT', 0, 0)[1] == 0 then redis.call('UNLINK', KEYS[1]) end
    return 1
    """
)
"""Delete the set of scopes where the index is empty. Argument: the index."""

PUT_ELEMENT: Final = Script(_STEM, _DROP_ELEMENT, _FORGET, _BEGIN_PUT, _END_PUT, _PUT_ELEMENT)
"""Write a document and its element of a vector set.

Arguments: id, scope, expires, its milliseconds or "", keys of tags, keys of tenant and model, vector or "", the
quantisation, then the fields of the hash. 0 for one whose life was over.
"""

PUT_PACKED: Final = Script(_STEM, _DROP_PACKED, _FORGET, _BEGIN_PUT, _CHECK_ROOM, _END_PUT, _PUT_PACKED)
"""Write a document and its packed vector; as `PUT_ELEMENT`, with the most rows of a scope for the quantisation."""

DELETE_ELEMENTS: Final = Script(_STEM, _DROP_ELEMENT, _FORGET, _DELETE)
"""Delete documents and return how many were there. Arguments: for each its id and the key of its scope."""

DELETE_PACKED: Final = Script(_STEM, _DROP_PACKED, _FORGET, _DELETE)
"""As `DELETE_ELEMENTS`, for packed vectors."""

CLEAR_SCOPE_ELEMENTS: Final = Script(_STEM, _DROP_ELEMENT, _FORGET, _CLEAR_SCOPE)
"""Delete some documents of a scope and return how many are left. Arguments: scope, how many, "1" the first time."""

CLEAR_SCOPE_PACKED: Final = Script(_STEM, _DROP_PACKED, _FORGET, _CLEAR_SCOPE)
"""As `CLEAR_SCOPE_ELEMENTS`, for packed vectors."""

CLEAR_TAGGED_ELEMENTS: Final = Script(_STEM, _DROP_ELEMENT, _FORGET, _CLEAR_TAGGED)
"""Delete those documents that still carry a tag. Arguments: the tag's key, then members of its set."""

CLEAR_TAGGED_PACKED: Final = Script(_STEM, _DROP_PACKED, _FORGET, _CLEAR_TAGGED)
"""As `CLEAR_TAGGED_ELEMENTS`, for packed vectors."""

TOUCH_ELEMENT: Final = Script(_STEM, _BEGIN_TOUCH, _TOUCH_MEMBER, _TRUE)
"""As `TOUCH`, for a document with an element of a vector set."""

TOUCH_PACKED: Final = Script(_STEM, _DROP_PACKED, _BEGIN_TOUCH, _TOUCH_MEMBER, _TOUCH_PACKED, _TRUE)
"""As `TOUCH`, for a document with a packed vector; the last argument is the end of life in its first eight bytes."""

SEARCH_ELEMENTS: Final = Script(
    _STEM,
    """\
    local scope, vector, limit, now, floor, width, spare = unpack(ARGV)
    limit, now, floor = tonumber(limit), tonumber(now), tonumber(floor)
    local key, count = stem .. 'v:' .. scope, limit + spare
    while true do
      local near = redis.call('VSIM', key, 'FP32', vector, 'COUNT', count, 'EF', math.max(count, width), 'WITHSCORES')
      local found, over = {}, #near < 2 * count
      for i = 1, #near, 2 do
        if tonumber(near[i + 1]) < floor then over = true break end
        local values = redis.call('HMGET', stem .. 'd:' .. near[i], 'q', 'v', 'c', 'x', 'l', 't')
        if values[4] and tonumber(values[4]) > now then
          found[#found + 1] = {near[i], near[i + 1], values}
          if #found == limit then over = true break end
        end
      end
      if over or count >= 10000 then return found end
      count = count * 4
    end
    """,
)
"""Return the live documents nearest to a vector, each as (id, (1 + cosine) / 2, record): as many as asked for.

Arguments: scope, vector, limit, now, the least of those scores, the width of the search, how many more than `limit`
are looked at in the first place. Dead ones are passed over; where they take places, more is looked at.
"""

READ_PACKED: Final = Script(
    _STEM,
    f"""\
    local scope, known = ARGV[1], ARGV[2]
    local key = stem .. 'l:' .. scope
    local last = redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)
    local current = last[1] and last[1][1] or ''
    if current == known then
      local records = {{}}
      for i = 3, #ARGV do
        records[i - 2] = redis.call('HMGET', stem .. 'd:' .. ARGV[i], 'q', 'v', 'c', 'x', 'l', 't')
      end
      return {{0, records}}
    end
    if known == '' or current == '' then return {{2}} end
    local news = redis.call('XREAD', 'COUNT', {CHANGES + 1}, 'STREAMS', key, known)
    if not news then return {{2}} end
    local entries = news[1][2]
    if #entries > {CHANGES} or entries[1][2][4] ~= known then return {{2}} end
    local seen, changes = {{}}, {{}}
    for _, entry in ipairs(entries) do
      local id = entry[2][2]
      if not seen[id] then
        seen[id] = true
        changes[#changes + 1] = {{id, redis.call('HGET', stem .. 'v:' .. scope, id)}}
      end
    end
    return {{1, current, changes}}
    """,
)
"""Return (0, records) of ids while nothing changed since a change, else (1, last change, (id, vector) of what did).

(2,) where that change is too long ago: the whole scope must be read. Arguments: scope, the change, ids.
"""
