"""What a device or a picture can be refused for."""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import BitaqaError


class PictureRefusedError(BitaqaError):
    code = "devices.picture_refused"
    sentence = "The file is not a picture that can be read."
    next_step = "Take the picture again, or choose a JPEG or PNG file."
    status = 422


class PictureTooLargeError(BitaqaError):
    code = "devices.picture_too_large"
    sentence = "The picture is too large to be read safely."
    next_step = "Take it again at a lower resolution."
    status = 413


class PictureTooSmallError(BitaqaError):
    code = "devices.picture_too_small"
    sentence = "The picture is only %(width)s by %(height)s points."
    next_step = "Take it again, closer or at a higher resolution."
    status = 422


class NoCardReaderError(BitaqaError):
    code = "devices.no_card_reader"
    sentence = "This station has no reader for cards."
    next_step = "Plug one in and name it in the settings of the station (BITAQA_CARD_READER)."
    status = 409


class NoSimulatedDeviceError(BitaqaError):
    code = "devices.no_simulated_device"
    sentence = "This station has no simulated devices."
    next_step = "Plug the device in, or send its captures as files."
    status = 403
