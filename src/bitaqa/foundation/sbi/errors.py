"""What a capture device answers or fails to prove, one class per fact, each with what the operator does next."""

from __future__ import annotations

from typing import Final

from bitaqa.foundation.kernel.errors import BitaqaError


class CaptureDeviceError(BitaqaError):
    """The device gave nothing that may be kept."""

    code = "sbi.fault"
    sentence = "The device could not take the capture."
    next_step = "Try again; if it happens again, plug the device out and in."
    status = 503


class DeviceNotFoundError(CaptureDeviceError):
    code = "sbi.not_found"
    sentence = "No device answers on this machine."
    next_step = "Check the cable and that the device's own program is running, then look for it again."


class DeviceBusyError(CaptureDeviceError):
    code = "sbi.busy"
    sentence = "The device is busy with another capture."
    next_step = "Wait until that capture has ended, then try again."
    status = 409


class DeviceNotReadyError(CaptureDeviceError):
    code = "sbi.not_ready"
    sentence = "The device is not ready yet."
    next_step = "Wait a moment; if it stays so, plug it out and in."


class DeviceTimeoutError(CaptureDeviceError):
    code = "sbi.timeout"
    sentence = "The device gave no capture within %(seconds)s seconds."
    next_step = "Place the fingers as soon as the light comes on, and try again."


class DeviceUnpluggedError(CaptureDeviceError):
    code = "sbi.unplugged"
    sentence = "The connection to the device broke during the capture; nothing was kept."
    next_step = "Plug the device in, wait until it is found again, and take these fingers again."


class DeviceNotRegisteredError(CaptureDeviceError):
    code = "sbi.not_registered"
    sentence = "The device says that it is not registered."
    next_step = "Use another device; its provider must register this one."


class NothingOnTheGlassError(CaptureDeviceError):
    code = "sbi.nothing_seen"
    sentence = "The device saw no finger."
    next_step = "Lay the fingers flat on the glass and keep them still until the light goes out."


class DeviceExtractionError(CaptureDeviceError):
    code = "sbi.technical"
    sentence = "The device could not make a picture of the fingers."
    next_step = "Wipe the glass and try again."


class DeviceTamperedError(CaptureDeviceError):
    code = "sbi.tampered"
    sentence = "The device says that it was opened or changed."
    next_step = "Put the device aside, tell the head of station, and use another one."


class DeviceManagementError(CaptureDeviceError):
    code = "sbi.management"
    sentence = "The device cannot reach its provider's server."
    next_step = "Use another device until a link is there."


class FingersTurnedError(CaptureDeviceError):
    code = "sbi.orientation"
    sentence = "The device says that the fingers lie the wrong way round."
    next_step = "Lay them straight, the tips away from the operator."


class DeviceKeyExpiredError(CaptureDeviceError):
    code = "sbi.key_expired"
    sentence = "The device's key has expired."
    next_step = "Use another device; its provider must renew the key of this one."


class DeviceDomainKeyError(CaptureDeviceError):
    code = "sbi.domain_key"
    sentence = "The device lacks the key of this authority."
    next_step = "Use another device; its provider must set this one up."


class FingerCountError(CaptureDeviceError):
    code = "sbi.count"
    sentence = "The device cannot take that many fingers at once."
    next_step = "Take them one hand or one finger at a time."


class DeviceOwnError(CaptureDeviceError):
    code = "sbi.own"
    sentence = "The device reports a fault of its own (%(number)s)."
    next_step = "Look the number up in the maker's manual, or use another device."


class DeviceAnswerError(CaptureDeviceError):
    code = "sbi.answer"
    sentence = "The device's answer cannot be understood (%(problem)s)."
    next_step = "Restart the device's own program; if it happens again, use another device."


class DeviceSignatureError(CaptureDeviceError):
    code = "sbi.signature"
    sentence = "The capture is not signed by the device it claims to come from; it was thrown away."
    next_step = "Put the device aside, tell the head of station, and use another one."


class DeviceNotTrustedError(CaptureDeviceError):
    code = "sbi.not_trusted"
    sentence = "This station does not trust the maker of this device (%(device)s)."
    next_step = "Use a device of the authority's list; the list is set up with the station."


class DeviceCertificateError(CaptureDeviceError):
    code = "sbi.certificate"
    sentence = "The certificate of the device is not valid on this day."
    next_step = "Check the date of this machine and of the device; else use another device."


class CaptureChainError(CaptureDeviceError):
    code = "sbi.chain"
    sentence = "Captures are missing, doubled or out of order in what the device sent; all of it was thrown away."
    next_step = "Take all these fingers again; if it happens again, put the device aside and tell the head of station."


class CaptureOfAnotherError(CaptureDeviceError):
    code = "sbi.other_request"
    sentence = "The device sent a capture that was made for another request or at another time; it was thrown away."
    next_step = "Take these fingers again; if it happens again, put the device aside and tell the head of station."


class NoTrustedMakerError(CaptureDeviceError):
    code = "sbi.no_trust"
    sentence = "This station knows no maker of devices: nothing a device sends could be believed."
    next_step = "Have the head of station set up the makers' certificates."


BY_NUMBER: Final[dict[int, type[CaptureDeviceError]]] = {
    100: DeviceNotRegisteredError,
    101: NothingOnTheGlassError,
    102: DeviceExtractionError,
    103: DeviceTamperedError,
    104: DeviceManagementError,
    105: FingersTurnedError,
    106: DeviceNotFoundError,
    107: DeviceKeyExpiredError,
    108: DeviceDomainKeyError,
    109: FingerCountError,
    202: DeviceNotFoundError,
}
"""The published codes of SBI 0.9.5; 5xx are each maker's own."""


def device_error(number: object) -> CaptureDeviceError:
    """What a device's error number means; a number nobody published is the maker's own."""
    text = str(number).strip()[:8]
    known = BY_NUMBER.get(int(text)) if text.isascii() and text.isdigit() else None
    return known() if known is not None else DeviceOwnError(number=text)
