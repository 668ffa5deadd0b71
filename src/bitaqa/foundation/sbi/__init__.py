"""The wire to certified capture devices: MOSIP Secure Biometric Interface 0.9.5, its signatures and its hash chain.

Pure: what is asked, what an answer must prove before anyone looks at the picture in it, and a sentence for everything
that can go wrong. The HTTP client stands in the station's devices, the simulated device beside it.
"""
