"""Messages of assumptions by their code: those of stations that came from tables and registers of other people."""

from emfassess.language import N_

OF_IMPORTS = {
    "frequency-from-band": N_(
        "Frequency not stated in the imported table: the lowest of its band, where no limit is higher."
    ),
    "power-not-in-register": N_(
        "Power not in the register: 80 W a carrier below 3 GHz and 263 W above, more than which 98 % of the carriers in "
        "the register of Natal, Brazil, do not have. The result is a screening."
    ),
    "gain-not-in-register": N_(
        "Gain not in the register: 18.7 dBi below 3 GHz and 25 dBi above, more than which 98 % of the carriers in the "
        "register of Natal, Brazil, do not have."
    ),
    "tilt-not-in-register": N_(
        "Tilt not in the register: 8°, more than which 98 % of the antennas in Brazil's register do not have; at upper "
        "floors a smaller one can give more."
    ),
    "height-of-lower-edge": N_(
        "Height of the antenna's lower edge, and no length: counted as its centre, which gives more on the ground."
    ),
}
