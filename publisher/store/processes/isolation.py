"""Shut a process in: no memory past a limit, no connection to anywhere, no life after its parent's."""

import ctypes
import errno
import os
import platform
import resource
import signal
import sys
from collections.abc import Mapping
from contextlib import closing
from types import MappingProxyType

from publisher.errors import SurroundingsError

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 1, 38, 22, 2
_SECCOMP_SET_MODE_FILTER, _SECCOMP_FILTER_FLAG_SPEC_ALLOW = 1, 4
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000  # linux/seccomp.h
_LOAD_NUMBER, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06  # linux/bpf_common.h
# Numbers of the calls socket, connect and seccomp (arch/*/include, asm-generic/unistd.h).
_CALLS: Mapping[str, tuple[int, int, int]] = MappingProxyType(
    {
        "x86_64": (41, 42, 317),
        "aarch64": (198, 203, 277),
        "riscv64": (198, 203, 277),
        "loongarch64": (198, 203, 277),
    }
)

# Beside two queries a processor, a thread that wakes for 2 ms of work comes 5 to 10 ms late, and its late hundredth 20
# and more; beside nice ones of 5 or 10 not 0.1 and 5. What is nicer comes to nothing on a machine that has other work.
NICENESS = 10


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_ushort), ("jt", ctypes.c_ubyte), ("jf", ctypes.c_ubyte), ("k", ctypes.c_uint))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.POINTER(_Instruction)))


def deny_connections() -> bool:
    """Make this process and its children unable to open a socket (EACCES); sockets that are open go on working.

    Return whether the system does that for us: Linux, on the usual processors. The engine has no switch against
    SERVICE: should a query ever get past the check of its tokens, this is the second lock.
    """
    calls = _CALLS.get(platform.machine())
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
    return _prctl(_PR_SET_NO_NEW_PRIVS, 1) and _filtered(ctypes.byref(program), calls[2])


def end_with_parent(parent: int) -> None:
    """Make the kernel end this process when its parent dies, as far as the system can; end it if that is so already."""
    if sys.platform == "linux":
        _prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != parent:
        os._exit(0)


class AddressSpace:
    """The size of this process's address space, looked up again and again; made in the process it tells of."""

    def __init__(self, path: str = "/proc/self/statm") -> None:
        try:
            self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            self._file = -1

    def size(self) -> int:
        """Return it in bytes, 0 where the system does not tell."""
        if self._file < 0:
            return 0
        return int(os.pread(self._file, 64, 0).split()[0]) * resource.getpagesize()

    def close(self) -> None:
        """Look no more."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def address_space() -> int:
    """Return the size of this process's address space in bytes, 0 where the system does not tell."""
    with closing(AddressSpace()) as space:
        return space.size()


def limit_memory(size: int) -> None:
    """Let this process's address space grow to at most `size` bytes; native code that asks for more is aborted."""
    size = _within(size, resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def allow_memory(size: int) -> None:
    """Let the address space grow to `size` bytes until this is called again, within what `limit_memory` has set."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_within(size, resource.RLIMIT_AS), hard))


def check_room(size: int) -> None:
    """Raise SurroundingsError where a limit that the system has set keeps this process from growing by `size` bytes."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    taken = address_space()
    if hard != resource.RLIM_INFINITY and taken + size > hard:
        raise SurroundingsError(
            f"a process may take {hard / 1e6:.0f} MB of addresses here (ulimit -v), but the store takes "
            f"{taken / 1e6:.0f} MB and a query up to {size / 1e6:.0f} MB: raise that limit, or lower "
            "[limits] query_memory_mb"
        )


def step_back() -> None:
    """Let the processes of others go first: this one takes the processor when they leave it."""
    os.nice(max(0, NICENESS - os.nice(0)))


def allow_stack(size: int) -> None:
    """Let the stack of this process's first thread grow to `size` bytes, as far as the system lets it.

    Linux keeps 128 MB of addresses free for it, whatever its limit was at the start.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_STACK)
    resource.setrlimit(resource.RLIMIT_STACK, (_within(size, resource.RLIMIT_STACK), hard))


def _within(size: int, limit: int) -> int:
    """Return a size, or what the system allows for good if that is less."""
    _, hard = resource.getrlimit(limit)
    return size if hard == resource.RLIM_INFINITY else min(size, hard)


def _filtered(program: object, call: int) -> bool:
    """Put a filter on this process.

    By the call that leaves speculation alone where the kernel has it (Linux 4.17): with prctl, kernels before 5.16
    make everything in the process 10 to 20 % slower, against attacks by code that this process does not run.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    mode, flags = ctypes.c_ulong(_SECCOMP_SET_MODE_FILTER), ctypes.c_ulong(_SECCOMP_FILTER_FLAG_SPEC_ALLOW)
    if int(libc.syscall(ctypes.c_long(call), mode, flags, program)) == 0:
        return True
    return _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, program)


def _prctl(option: int, value: int, pointer: object = None) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    arguments = [ctypes.c_ulong(value), pointer or ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0)]
    return int(libc.prctl(ctypes.c_int(option), *arguments)) == 0
