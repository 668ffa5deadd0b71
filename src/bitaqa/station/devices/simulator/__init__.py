"""A simulated finger scanner: a program of its own that speaks SBI 0.9.5 over loopback, good or faulty as it is told.

It shares no state with the station: it has its own keys, its own HTTP server and its own idea of what a device says.
Its maker's certificate is trusted by nobody until somebody puts it among a station's trusted makers.
"""
