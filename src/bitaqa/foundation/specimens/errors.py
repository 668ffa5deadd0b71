"""What the simulated devices can report: the same facts that real ones do."""

from bitaqa.foundation.kernel.errors import BitaqaError


class DeviceError(BitaqaError):
    code = "device.failed"
    sentence = "The device did not answer."
    next_step = "Check its cable and try again; the file can go on without it, with the reason written down."
    status = 503


class DeviceUnpluggedError(DeviceError):
    code = "device.unplugged"
    sentence = "The %(device)s is not connected."
    next_step = "Plug it in again, wait for its light and take the capture again."


class NobodyAtTheDeviceError(DeviceError):
    code = "device.nobody"
    sentence = "Nobody stands before the %(device)s."
    next_step = "Ask the person to come to the desk, then take the capture again."
    status = 409


class FingerCannotBeCapturedError(DeviceError):
    code = "device.finger_cannot_be_captured"
    sentence = "This finger (%(position)s) cannot be captured: %(reason)s."
    next_step = "Write the reason down as an exception and go on with the next finger."
    status = 422
