"""Messages of assumptions by their code: those of stations that came from tables and registers of other people."""

from emfassess.language import N_

OF_IMPORTS = {
    "frequency-from-band": N_(
        "Frequency not stated in the imported table: the lowest of its band, where no limit is higher."
    ),
    "height-of-lower-edge": N_(
        "Height of the antenna's lower edge, and no length: counted as its centre, which gives more on the ground."
    ),
}
