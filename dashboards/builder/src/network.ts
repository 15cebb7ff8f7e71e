// Network and optics.
import * as units from '@grafana/grafana-foundation-sdk/units';
import { unit } from './catalogue';
import { board, chart, chosen, figure, OF_RACK, row } from './parts';

const rate = (metric: string) => `rate(${metric}{${OF_RACK}}[$__rate_interval])`;
const PORT = '{{device}} {{port}} {{rack}}';
const LANE = '{{device}} {{port}} {{lane}} {{rack}}';
/** Ports that should be up: those that a person has not switched off. */
const DOWN = `switch_port_up{${OF_RACK}} < switch_port_enabled{${OF_RACK}}`;
const UP_AS_MEANT = 'switch_port_up >= bool switch_port_enabled';

export const network = () =>
  board('rackproof-network', 'Rackproof: network and optics', 'Links, errors and light of racks under evaluation.')
    .withRow(row('Links'))
    .withPanel(
      figure({
        title: 'Ports down',
        unit: units.Short,
        expr: `count by (rack) (${DOWN}) or 0 * count by (rack) (switch_port_up{${OF_RACK}})`,
        legend: '{{rack}}',
        badFrom: 1,
        help: 'Enabled ports without a link.',
      }),
    )
    .withPanel(
      figure({
        title: 'Link changes in the time shown',
        unit: units.Short,
        expr: `sum by (rack) (changes(switch_port_up{${OF_RACK}}[$__range]))`,
        legend: '{{rack}}',
        badFrom: 1,
      }),
    )
    .withPanel(
      figure({
        title: 'Frames with errors in the time shown',
        unit: unit('switch_port_receive_errors_total'),
        expr: `sum by (rack) (increase(switch_port_receive_errors_total{${OF_RACK}}[$__range]))`,
        legend: '{{rack}}',
        badFrom: 0.5,
      }),
    )
    .withPanel(
      figure({
        title: 'Half-duplex ports',
        unit: units.Short,
        expr: `count by (rack) (switch_port_full_duplex{${OF_RACK}} == 0) or 0 * count by (rack) (switch_port_full_duplex{${OF_RACK}})`,
        legend: '{{rack}}',
        badFrom: 1,
      }),
    )
    .withPanel(
      figure({
        title: 'Neighbours seen',
        unit: units.Short,
        expr: `count by (rack) (switch_lldp_neighbor_info{${OF_RACK}})`,
        legend: '{{rack}}',
        help: 'Links whose far end names itself (LLDP).',
      }),
    )
    .withPanel(
      figure({
        title: 'Throughput',
        unit: units.BytesPerSecondSI,
        expr: `sum by (rack) (${rate('switch_port_receive_bytes_total')}) + sum by (rack) (${rate('switch_port_transmit_bytes_total')})`,
        legend: '{{rack}}',
      }),
    )
    .withPanel(
      chart({
        title: 'Throughput of switches',
        unit: units.BytesPerSecondSI,
        lines: [
          [`sum by (rack, device) (${rate('switch_port_receive_bytes_total')})`, 'in {{device}} {{rack}}'],
          [`-sum by (rack, device) (${rate('switch_port_transmit_bytes_total')})`, 'out {{device}} {{rack}}'],
        ],
      }),
    )
    .withPanel(
      chart({
        title: 'Busiest ports, of their speed',
        unit: units.PercentUnit,
        lines: [
          [
            `topk(8, 8 * ${rate('switch_port_receive_bytes_total')} / switch_port_speed_bits_per_second{${OF_RACK}})`,
            `in ${PORT}`,
          ],
        ],
        min: 0,
      }),
    )
    .withPanel(
      chart({
        title: 'Ports up, as they should be',
        unit: units.PercentUnit,
        lines: [[`avg by (rack, device) (${chosen(UP_AS_MEANT)})`, '{{device}} {{rack}}']],
        limitsOf: [UP_AS_MEANT],
        help: 'Share of enabled ports that have a link.',
      }),
    )
    .withPanel(
      chart({
        title: 'Ports down',
        unit: units.Short,
        lines: [
          [
            `count by (rack, device) (${DOWN}) or 0 * count by (rack, device) (switch_port_up{${OF_RACK}})`,
            '{{device}} {{rack}}',
          ],
        ],
        width: 24,
        min: 0,
      }),
    )
    .withRow(row('Errors'))
    .withPanel(
      chart({
        title: 'Receive errors',
        unit: units.CountsPerSecond,
        lines: [[`topk(8, ${rate('switch_port_receive_errors_total')})`, PORT]],
        help: 'Frames a second; the eight worst ports.',
        min: 0,
      }),
    )
    .withPanel(
      chart({
        title: 'Wrong check sequences',
        unit: units.CountsPerSecond,
        lines: [[`topk(8, ${rate('switch_port_fcs_errors_total')})`, PORT]],
        help: 'A bad cable, connector or optic.',
        min: 0,
      }),
    )
    .withPanel(
      chart({
        title: 'Discards',
        unit: units.CountsPerSecond,
        lines: [
          [`topk(8, ${rate('switch_port_receive_discards_total')})`, `in ${PORT}`],
          [`topk(8, ${rate('switch_port_transmit_discards_total')})`, `out ${PORT}`],
        ],
        help: 'Good frames that had no room: congestion.',
        min: 0,
      }),
    )
    .withRow(row('Optics'))
    .withPanel(
      chart({
        title: 'Weakest light received',
        unit: unit('switch_transceiver_receive_power_watts'),
        lines: [[`bottomk(8, switch_transceiver_receive_power_watts{${OF_RACK}})`, LANE]],
        limitsOf: ['switch_transceiver_receive_power_watts'],
        min: 0,
      }),
    )
    .withPanel(
      chart({
        title: 'Weakest light sent',
        unit: unit('switch_transceiver_transmit_power_watts'),
        lines: [[`bottomk(8, switch_transceiver_transmit_power_watts{${OF_RACK}})`, LANE]],
        limitsOf: ['switch_transceiver_transmit_power_watts'],
        min: 0,
      }),
    )
    .withPanel(
      chart({
        title: 'Hottest transceivers',
        unit: unit('switch_transceiver_temperature_celsius'),
        lines: [[`topk(8, switch_transceiver_temperature_celsius{${OF_RACK}})`, PORT]],
        limitsOf: ['switch_transceiver_temperature_celsius'],
      }),
    )
    .withPanel(
      chart({
        title: 'Laser bias',
        unit: unit('switch_transceiver_bias_amperes'),
        lines: [[`topk(8, switch_transceiver_bias_amperes{${OF_RACK}})`, LANE]],
        limitsOf: ['switch_transceiver_bias_amperes'],
        help: 'The eight highest: a laser that ages needs more.',
      }),
    );
