"""Downloads and uploads belong to the log-in whose tab offered them; Streamlit itself serves them to whoever asks."""

from collections import OrderedDict

from google.protobuf.message import DecodeError
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime

from fam.ui.auth_visitor import REMEMBERED, SHOWN

UPLOADS = "/_stcore/upload_file/"
MADE_FOR: OrderedDict[str, set[str]] = OrderedDict()  # path of a finished download -> log-ins that asked for it


def offered_to(file_id: str, sid_hash: str) -> bool:
    """Return whether a download may be asked for: not if the tab of another log-in offers it.

    An id that nobody knows (any more) passes: Streamlit then answers with its error.
    """
    entry = Runtime.instance().media_file_mgr._deferred_callables.get(file_id) if Runtime.exists() else None
    return entry is None or _of_session(entry["session_id"]) == sid_hash


def note(answer: bytes, sid_hash: str) -> bool:
    """Take in a message to the browser: a finished download is this log-in's from now on. Return whether it was one."""
    message = ForwardMsg()
    try:
        message.ParseFromString(answer)
    except DecodeError:
        return False
    if message.WhichOneof("type") != "backend_operation_response":
        return False
    if path := message.backend_operation_response.deferred_file.url:
        MADE_FOR.setdefault(path, set()).add(sid_hash)
        MADE_FOR.move_to_end(path)
        while len(MADE_FOR) > REMEMBERED:
            MADE_FOR.popitem(last=False)
    return True


def belongs(path: str, sid_hash: str) -> bool:
    """Return whether a log-in may fetch this download, or send a file to this place of an upload."""
    if path.startswith(UPLOADS):
        return _of_session(path.removeprefix(UPLOADS).partition("/")[0]) == sid_hash
    return sid_hash in MADE_FOR.get(path, ())


def _of_session(session_id: str) -> str | None:
    shown = SHOWN.get(session_id)
    return shown.sid_hash if shown else None
