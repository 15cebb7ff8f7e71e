// Rack power: what the rack takes, how the phases share it, what the shelves make of it.
import * as units from '@grafana/grafana-foundation-sdk/units';
import { help, unit } from './catalogue';
import { board, chart, chosen, figure, OF_RACK, row } from './parts';

const RACK = 'sum by (rack) (pdu_input_power_watts)';
const PHASE_LOAD = 'pdu_phase_current_amperes / pdu_phase_breaker_amperes';
const IMBALANCE =
  '(max by (device, rack) (pdu_phase_current_amperes) - min by (device, rack) (pdu_phase_current_amperes))' +
  ' / avg by (device, rack) (pdu_phase_current_amperes)';
const SHELF = 'sum by (rack, shelf) (psu_output_power_watts)';
const EFFICIENCY = 'sum by (rack) (psu_output_power_watts) / sum by (rack) (psu_input_power_watts)';
const SHARING =
  'abs((psu_output_current_amperes / on (rack, shelf) group_left avg by (rack, shelf) (psu_output_current_amperes)) - 1)';

export const power = () =>
  board('rackproof-power', 'Rackproof: rack power', 'What racks take, how phases share it, what shelves make of it.')
    .withRow(row('Input'))
    .withPanel(figure({ title: 'Power', unit: unit('pdu_input_power_watts'), expr: chosen(RACK), legend: '{{rack}}' }))
    .withPanel(
      figure({
        title: 'Energy in the time shown',
        unit: unit('pdu_input_energy_joules_total'),
        expr: `sum by (rack) (increase(pdu_input_energy_joules_total{${OF_RACK}}[$__range]))`,
        legend: '{{rack}}',
      }),
    )
    .withPanel(
      figure({
        title: 'Peak to mean power',
        unit: units.Short,
        expr: `max_over_time((${chosen(RACK)})[$__range:5s]) / avg_over_time((${chosen(RACK)})[$__range:5s])`,
        legend: '{{rack}}',
      }),
    )
    .withPanel(
      figure({
        title: 'Highest phase load',
        unit: units.PercentUnit,
        expr: `max by (rack) (${chosen(PHASE_LOAD)})`,
        legend: '{{rack}}',
      }),
    )
    .withPanel(
      figure({
        title: 'Supply alarms',
        unit: unit('psu_alarm'),
        expr: `sum by (rack) (psu_alarm{${OF_RACK}})`,
        legend: '{{rack}}',
        badFrom: 1,
      }),
    )
    .withPanel(
      figure({
        title: 'PDU load states not normal',
        unit: units.Short,
        expr: `count by (rack) (pdu_phase_load_state{${OF_RACK}} > 2) or 0 * count by (rack) (pdu_phase_load_state{${OF_RACK}})`,
        legend: '{{rack}}',
        badFrom: 1,
        help: 'Phases that their PDU calls near or in overload.',
      }),
    )
    .withPanel(
      chart({
        title: 'Rack input power',
        unit: unit('pdu_input_power_watts'),
        lines: [
          [chosen(RACK), 'PDUs {{rack}}'],
          [chosen('sum by (rack) (meter_power_watts)'), 'meter {{rack}}'],
        ],
        limitsOf: [RACK],
      }),
    )
    .withPanel(
      chart({
        title: 'Phase current against breaker',
        unit: units.PercentUnit,
        lines: [[chosen(PHASE_LOAD), '{{device}} {{phase}} {{rack}}']],
        limitsOf: [PHASE_LOAD],
        min: 0,
      }),
    )
    .withPanel(
      chart({
        title: 'Phase imbalance',
        unit: units.PercentUnit,
        lines: [[chosen(IMBALANCE), '{{device}} {{rack}}']],
        limitsOf: [IMBALANCE],
        help: 'Largest less smallest phase current, over their mean.',
      }),
    )
    .withPanel(
      chart({
        title: 'Power factor',
        unit: unit('pdu_input_power_factor_ratio'),
        lines: [
          [chosen('pdu_input_power_factor_ratio'), '{{device}} {{rack}}'],
          [chosen('meter_power_factor_ratio'), '{{device}} {{rack}}'],
        ],
        limitsOf: ['pdu_input_power_factor_ratio', 'meter_power_factor_ratio'],
      }),
    )
    .withPanel(
      chart({
        title: 'Distortion',
        unit: unit('meter_voltage_distortion_ratio'),
        lines: [
          [chosen('meter_voltage_distortion_ratio'), 'voltage {{device}} {{rack}}'],
          [chosen('meter_current_distortion_ratio'), 'current {{device}} {{rack}}'],
        ],
        limitsOf: ['meter_voltage_distortion_ratio', 'meter_current_distortion_ratio'],
      }),
    )
    .withPanel(
      chart({
        title: 'Phase voltage',
        unit: unit('pdu_phase_voltage_volts'),
        lines: [[chosen('pdu_phase_voltage_volts'), '{{device}} {{phase}} {{rack}}']],
        limitsOf: ['pdu_phase_voltage_volts'],
        help: help('pdu_phase_voltage_volts'),
      }),
    )
    .withRow(row('Power shelves'))
    .withPanel(
      chart({
        title: 'Shelf output power',
        unit: unit('psu_output_power_watts'),
        lines: [[chosen(SHELF), 'shelf {{shelf}} {{rack}}']],
        limitsOf: [SHELF],
      }),
    )
    .withPanel(
      chart({
        title: 'Conversion efficiency',
        unit: units.PercentUnit,
        lines: [[chosen(EFFICIENCY), '{{rack}}']],
        limitsOf: [EFFICIENCY],
      }),
    )
    .withPanel(
      chart({
        title: 'Supplies off the mean of their shelf',
        unit: units.PercentUnit,
        lines: [[`topk(8, ${chosen(SHARING)})`, '{{device}} {{rack}}']],
        limitsOf: [SHARING],
        help: 'Output current against the mean of the shelf; the eight furthest.',
      }),
    )
    .withPanel(
      chart({
        title: 'Bus voltage',
        unit: unit('psu_output_voltage_volts'),
        lines: [
          [chosen('min by (rack, shelf) (psu_output_voltage_volts)'), 'lowest, shelf {{shelf}} {{rack}}'],
          [chosen('max by (rack, shelf) (psu_output_voltage_volts)'), 'highest, shelf {{shelf}} {{rack}}'],
        ],
        limitsOf: ['psu_output_voltage_volts'],
      }),
    )
    .withPanel(
      chart({
        title: 'Hottest supplies',
        unit: unit('psu_temperature_celsius'),
        lines: [[`topk(8, max by (rack, device) (psu_temperature_celsius{${OF_RACK}}))`, '{{device}} {{rack}}']],
        limitsOf: ['psu_temperature_celsius'],
      }),
    )
    .withPanel(
      chart({
        title: 'Slowest supply fans',
        unit: unit('psu_fan_speed_rpm'),
        lines: [[`bottomk(8, psu_fan_speed_rpm{${OF_RACK}})`, '{{device}} {{fan}} {{rack}}']],
        limitsOf: ['psu_fan_speed_rpm'],
      }),
    );
