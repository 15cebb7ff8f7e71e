"""Serves an OpenBMC register map with seeded words, and says what the map makes of them.

usage: rackmon_server.py MAP SEED UNIT (tcp|udp|rtu-over-tcp|ascii-over-tcp PORT | rtu|ascii DEVICE)

Prints one line of JSON, {"register|flag": value, ...}, worked out here from the map and the words
by rackmon's rules and by nothing of the program under test; then serves until it is killed.
"""

import json
import logging
import random
import sys

from pymodbus.datastore import ModbusServerContext, ModbusSlaveContext, ModbusSparseDataBlock
from pymodbus.device import ModbusDeviceIdentification
from pymodbus.framer.ascii_framer import ModbusAsciiFramer
from pymodbus.framer.rtu_framer import ModbusRtuFramer
from pymodbus.framer.socket_framer import ModbusSocketFramer
from pymodbus.server import StartSerialServer, StartTcpServer, StartUdpServer

TEXT = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 -._"


def words_of(register, rng):
    """Random words; texts are printable, some shorter than their registers."""
    length = register["length"]
    if register.get("format") != "STRING":
        return [rng.randrange(0x10000) for _ in range(length)]
    size = rng.randrange(1, 2 * length + 1)
    text = "".join(rng.choice(TEXT) for _ in range(size)).encode().ljust(2 * length, b"\0")
    return [text[2 * i] << 8 | text[2 * i + 1] for i in range(length)]


def integer(words, little, signed):
    data = b"".join(w.to_bytes(2, "big") for w in words)
    return int.from_bytes(data, "little" if little else "big", signed=signed)


def meaning(register, words, name):
    kind = register.get("format", "RAW")
    signed = register.get("sign", False)
    if kind in ("INTEGER", "LONG"):
        return {name: integer(words, register.get("endian") == "L", signed)}
    if kind == "FLOAT":
        raw = integer(words, False, signed)
        scaled = register.get("scale", 1) * (raw / 2 ** register["precision"])
        return {name: register.get("shift", 0) + scaled}
    if kind == "STRING":
        data = b"".join(w.to_bytes(2, "big") for w in words)
        return {name: data.split(b"\0")[0].decode("latin-1")}
    if kind == "FLAGS":
        whole = integer(words, False, False)
        return {f"{name}|{flag.strip()}": whole >> bit & 1 for bit, flag in register["flags"]}
    return {name: "".join(f"{w:04x}" for w in words)}


def main():
    logging.disable(logging.ERROR)  # it calls every closed connection an error
    path, seed, unit, kind, place = sys.argv[1:6]
    with open(path, encoding="utf-8") as file:
        registers = json.load(file)["registers"]
    rng = random.Random(int(seed))
    names = [r["name"] for r in registers]
    memory, expected = {}, {}
    for register in registers:
        name = register["name"]
        if names.count(name) > 1:
            name += f"@0x{register['begin']:04x}"
        words = words_of(register, rng)
        for i, word in enumerate(words):
            memory[register["begin"] + i] = word
        expected.update(meaning(register, words, name))
    print(json.dumps(expected), flush=True)
    block = ModbusSparseDataBlock(memory)
    slave = ModbusSlaveContext(hr=block, ir=block, zero_mode=True)
    context = ModbusServerContext(slaves={int(unit): slave}, single=False)
    identity = ModbusDeviceIdentification(
        info_name={
            "VendorName": "Maker A",
            "ProductCode": "RPU-1",
            "MajorMinorRevision": "2.17",
            "VendorUrl": "https://maker-a.example",
            "ProductName": "Reservoir and pumping unit",
            "ModelName": "EVT3",
            "UserApplicationName": "row 4",
        }
    )
    framer = {"tcp": ModbusSocketFramer, "udp": ModbusSocketFramer}.get(
        kind, ModbusAsciiFramer if kind.startswith("ascii") else ModbusRtuFramer
    )
    common = {"context": context, "framer": framer, "identity": identity}
    if kind == "udp":
        StartUdpServer(address=("127.0.0.1", int(place)), **common)
    elif kind.endswith("tcp"):
        StartTcpServer(address=("127.0.0.1", int(place)), **common)
    else:
        StartSerialServer(port=place, baudrate=115200, timeout=0.005, **common)


main()
