"""What the simulated devices can report: the same facts that real ones do."""

from typing import ClassVar, Final

from bitaqa.foundation.kernel.errors import BitaqaError

DEVICES: Final = {"camera": "camera", "finger scanner": "finger scanner"}
NO_FINGER: Final = {"amputated": "amputated", "bandaged": "bandaged", "worn": "worn by work or age"}
"""Why a finger gives no print, as an error says it (msgids)."""


class DeviceError(BitaqaError):
    code = "device.failed"
    sentence = "The device did not answer."
    next_step = "Check its cable and try again; the file can go on without it, with the reason written down."
    status = 503


class DeviceUnpluggedError(DeviceError):
    code = "device.unplugged"
    sentence = "The %(device)s is not connected."
    next_step = "Plug it in again, wait for its light and take the capture again."
    words: ClassVar = {"device": DEVICES}


class NobodyAtTheDeviceError(DeviceError):
    code = "device.nobody"
    sentence = "Nobody stands before the %(device)s."
    next_step = "Ask the person to come to the desk, then take the capture again."
    words: ClassVar = {"device": DEVICES}
    status = 409


class FingerCannotBeCapturedError(DeviceError):
    code = "device.finger_cannot_be_captured"
    sentence = "This finger (%(position)s) cannot be captured: %(reason)s."
    next_step = "Write the reason down as an exception and go on with the next finger."
    words: ClassVar = {"reason": NO_FINGER}
    status = 422
