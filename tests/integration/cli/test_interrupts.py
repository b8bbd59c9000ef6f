"""Interrupts that come while a program is started are kept for later."""

from __future__ import annotations

import signal
import threading

import pytest

from hexcache.adapters.inbound.cli.interrupts import Postponed


def test_an_interrupt_waits_until_it_is_delivered_and_comes_once():
    before = signal.getsignal(signal.SIGINT)
    with Postponed() as interrupt:
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
    with pytest.raises(KeyboardInterrupt):
        interrupt.deliver()
    interrupt.deliver()


def test_without_an_interrupt_nothing_is_delivered():
    with Postponed() as interrupt:
        pass
    interrupt.deliver()


def test_who_ignores_interrupts_goes_on_ignoring_them():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Postponed() as interrupt:
            signal.raise_signal(signal.SIGINT)
        interrupt.deliver()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_in_another_thread_where_no_interrupt_comes_nothing_is_changed():
    seen = []

    def work():
        with Postponed() as interrupt:
            seen.append(signal.getsignal(signal.SIGINT))
        interrupt.deliver()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(timeout=60)
    assert seen == [signal.getsignal(signal.SIGINT)]
