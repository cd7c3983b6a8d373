"""Rows of the licensing register of Brazil."""

HEADER = (
    "NomeEntidade,NumEstacao,EnderecoEstacao,DesignacaoEmissao,Tecnologia,FreqTxMHz,Azimute,ClassInfraFisica,GanhoAntena,"
    "FrenteCostaAntena,AnguloMeiaPotenciaAntena,AnguloElevacao,AlturaAntena,PotenciaTransmissorWatts,Latitude,Longitude"
)


def row(**changes: str) -> str:
    """A row in the layout of the register."""
    cells = {
        "NomeEntidade": "TIM S A   ",
        "NumEstacao": "100",
        "EnderecoEstacao": "AVENIDA SÃO JOSÉ",
        "DesignacaoEmissao": "20M0G7W",
        "Tecnologia": "LTE",
        "FreqTxMHz": "1820",
        "Azimute": "120.0",
        "ClassInfraFisica": "Rooftop",
        "GanhoAntena": "16.5",
        "FrenteCostaAntena": "28",
        "AnguloMeiaPotenciaAntena": "65.00",
        "AnguloElevacao": "-4",
        "AlturaAntena": "30",
        "PotenciaTransmissorWatts": "40",
        "Latitude": "-5.8",
        "Longitude": "-35.2",
    }
    return ",".join((cells | changes).values())
