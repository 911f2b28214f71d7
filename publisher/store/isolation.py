"""Shut a process in: no memory past a limit, no connection to anywhere, no life after its parent's."""

import ctypes
import errno
import os
import platform
import resource
import signal
import sys
from collections.abc import Mapping
from types import MappingProxyType

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 1, 38, 22, 2
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000  # linux/seccomp.h
_LOAD_NUMBER, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06  # linux/bpf_common.h
# Numbers of the calls socket and connect (arch/*/include, asm-generic/unistd.h).
_SOCKET_CALLS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"x86_64": (41, 42), "aarch64": (198, 203), "riscv64": (198, 203), "loongarch64": (198, 203)}
)


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_ushort), ("jt", ctypes.c_ubyte), ("jf", ctypes.c_ubyte), ("k", ctypes.c_uint))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.POINTER(_Instruction)))


def deny_connections() -> bool:
    """Make this process and its children unable to open a socket (EACCES); sockets that are open go on working.

    Return whether the system does that for us: Linux, on the usual processors. The engine has no switch against
    SERVICE: should a query ever get past the check of its tokens, this is the second lock.
    """
    calls = _SOCKET_CALLS.get(platform.machine())
    if sys.platform != "linux" or calls is None or sys.maxsize < 2**32:
        return False
    filter_ = (
        (_LOAD_NUMBER, 0, 0, 0),
        (_JUMP_IF_EQUAL, 2, 0, calls[0]),
        (_JUMP_IF_EQUAL, 1, 0, calls[1]),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO | errno.EACCES),
    )
    instructions = (_Instruction * len(filter_))(*(_Instruction(*row) for row in filter_))
    program = _Program(len(instructions), instructions)
    return _prctl(_PR_SET_NO_NEW_PRIVS, 1) and _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program))


def end_with_parent(parent: int) -> None:
    """Make the kernel end this process when its parent dies, as far as the system can; end it if that is so already."""
    if sys.platform == "linux":
        _prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != parent:
        os._exit(0)


def address_space() -> int:
    """Return the size of this process's address space in bytes, 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def limit_memory(size: int) -> None:
    """Let this process's address space grow to at most `size` bytes; native code that asks for more is aborted."""
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _prctl(option: int, value: int, pointer: object = None) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    arguments = [ctypes.c_ulong(value), pointer or ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0)]
    return int(libc.prctl(ctypes.c_int(option), *arguments)) == 0
