#!/usr/bin/env python3
"""Writes what both agents need to poll the same devices: rack.yaml with its profile, collectd.conf.

Usage: files.py FOLDER PORT COUNT COLLECTOR_ADDRESS INTERVAL_SECONDS
"""
import pathlib
import sys

folder, port, count, collector, interval = (
    pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5])
POINTS = 500

(folder / "floats.yaml").write_text(
    "profile: floats\nmodbus: {}\npoints:\n"
    + "".join(
        "  - {metric: device_register_value, labels: {register: v%d}, address: %d, type: float32}\n" % (i, 2 * i)
        for i in range(POINTS)))
(folder / "rack.yaml").write_text(
    "rack: {id: bench}\n"
    + 'collector: {address: "%s", plain: true}\n' % collector
    + "metrics: {listen: none}\n"
    + "defaults: {interval: %ss, timeout: 500ms}\n" % interval
    + "devices:\n"
    + "".join(
        '  - {name: d%d, role: other, profile: floats.yaml, modbus: {address: "127.0.0.1:%d", unit: 1}}\n' % (i, port + i)
        for i in range(count)))
(folder / "collectd.conf").write_text(
    'Hostname "bench"\nFQDNLookup false\nInterval %s\n' % interval
    + 'BaseDir "%s"\nPIDFile "%s/collectd.pid"\nTypesDB "/usr/share/collectd/types.db"\n' % (folder, folder)
    + "LoadPlugin logfile\n<Plugin logfile>\n  LogLevel warning\n  File \"%s/collectd.log\"\n</Plugin>\n" % folder
    + "LoadPlugin network\n<Plugin network>\n  Server \"127.0.0.1\" \"25899\"\n</Plugin>\n"
    + "LoadPlugin modbus\n<Plugin modbus>\n"
    + "".join(
        '  <Data "v%d">\n    RegisterBase %d\n    RegisterType Float\n    Type gauge\n    Instance "v%d"\n  </Data>\n' % (i, 2 * i, i)
        for i in range(POINTS))
    + "".join(
        '  <Host "d%d">\n    Address "127.0.0.1"\n    Port "%d"\n    Interval %s\n    <Slave 1>\n      Instance "s"\n' % (d, port + d, interval)
        + "".join('      Collect "v%d"\n' % i for i in range(POINTS))
        + "    </Slave>\n  </Host>\n"
        for d in range(count))
    + "</Plugin>\n")
