#!/usr/bin/env python3
"""Writes what both agents need to poll the same SNMP switches: rack.yaml with its profile, collectd.conf,
and collectd-bulk.conf, which is the same with GETBULK.

Usage: snmp_files.py FOLDER PORT COUNT COLLECTOR_ADDRESS INTERVAL_SECONDS
"""
import pathlib
import sys

folder, port, count, collector, interval = (
    pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5])
IF, IFX, DOT3 = "1.3.6.1.2.1.2.2.1.", "1.3.6.1.2.1.31.1.1.1.", "1.3.6.1.2.1.10.7.2.1."
COUNTERS = {
    "receive_bytes": IFX + "6", "transmit_bytes": IFX + "10", "receive_discards": IF + "13",
    "receive_errors": IF + "14", "transmit_discards": IF + "19", "transmit_errors": IF + "20",
    "alignment_errors": DOT3 + "2", "fcs_errors": DOT3 + "3", "oversize_frames": DOT3 + "13",
    "symbol_errors": DOT3 + "18"}

(folder / "counters.yaml").write_text(
    "profile: counters\nsnmp: {}\npoints:\n  - table: 1.3.6.1.2.1.2.2.1\n"
    + '    labels: {port: "{%s1}"}\n    points:\n' % IFX
    + "".join("      - {metric: switch_port_%s_total, column: %s}\n" % item for item in COUNTERS.items()))
(folder / "rack.yaml").write_text(
    "rack: {id: bench}\n"
    + 'collector: {address: "%s", plain: true}\n' % collector
    + "metrics: {listen: none}\n"
    + "defaults: {interval: %ss, timeout: 500ms}\n" % interval
    + "devices:\n"
    + "".join(
        '  - {name: d%d, role: switch, profile: counters.yaml, snmp: {address: "127.0.0.1:%d", community: public}}\n'
        % (i, port + i)
        for i in range(count)))
# Pairs of counters where collectd has a type for both, and one table for each of the others.
PAIRS = [
    ("octets", "if_octets", ("receive_bytes", "transmit_bytes")),
    ("errors", "if_errors", ("receive_errors", "transmit_errors")),
    ("dropped", "if_dropped", ("receive_discards", "transmit_discards"))] + [
    (name, "derive", (name,)) for name in ("alignment_errors", "fcs_errors", "oversize_frames", "symbol_errors")]
for name, bulk in (("collectd.conf", ""), ("collectd-bulk.conf", "    BulkSize 60\n")):
    (folder / name).write_text(
        'Hostname "bench"\nFQDNLookup false\nInterval %s\n' % interval
        + 'BaseDir "%s"\nPIDFile "%s/collectd.pid"\nTypesDB "/usr/share/collectd/types.db"\n' % (folder, folder)
        + "LoadPlugin logfile\n<Plugin logfile>\n  LogLevel warning\n  File \"%s/collectd.log\"\n</Plugin>\n" % folder
        + "LoadPlugin network\n<Plugin network>\n  Server \"127.0.0.1\" \"25899\"\n</Plugin>\n"
        + "LoadPlugin snmp\n<Plugin snmp>\n"
        + "".join(
            '  <Data "%s">\n    Type "%s"\n    Table true\n    TypeInstance "%s"\n    PluginInstanceOID ".%s1"\n    Values %s\n  </Data>\n'
            % (label, kind, label, IFX, " ".join('".%s"' % COUNTERS[c] for c in columns))
            for label, kind, columns in PAIRS)
        + "".join(
            '  <Host "d%d">\n    Address "127.0.0.1:%d"\n    Version 2\n    Community "public"\n    Interval %s\n%s    Collect %s\n  </Host>\n'
            % (d, port + d, interval, bulk, " ".join('"%s"' % label for label, _, _ in PAIRS))
            for d in range(count))
        + "</Plugin>\n")
