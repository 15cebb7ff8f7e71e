// Cooling: coolant and air.
import * as units from '@grafana/grafana-foundation-sdk/units';
import { help, unit } from './catalogue';
import { board, chart, chosen, figure, OF_RACK, row, states, timeline } from './parts';

const SUPPLY = 'cdu_supply_temperature_celsius';
const RISE = 'cdu_return_temperature_celsius - cdu_supply_temperature_celsius';
const FLOW = 'cdu_coolant_flow_liters_per_minute';
const FLOW_PER_POWER = `${FLOW} / on (rack) group_left sum by (rack) (pdu_input_power_watts)`;
const FANS = 'cdu_fan_speed_rpm / on (device, rack) group_left cdu_fan_duty_ratio';

export const cooling = () =>
  board('rackproof-cooling', 'Rackproof: cooling', 'Coolant and air of racks under evaluation.')
    .withRow(row('Liquid'))
    .withPanel(
      figure({
        title: 'Leak sensors wet',
        unit: unit('cdu_leak_detected'),
        expr: `sum by (rack) (cdu_leak_detected{${OF_RACK}})`,
        legend: '{{rack}}',
        badFrom: 1,
      }),
    )
    .withPanel(
      figure({
        title: 'Pumps that stand',
        unit: unit('cdu_pump_running'),
        expr: `count by (rack) (cdu_pump_running{${OF_RACK}} == 0) or 0 * count by (rack) (cdu_pump_running{${OF_RACK}})`,
        legend: '{{rack}}',
        badFrom: 1,
      }),
    )
    .withPanel(
      figure({
        title: 'Reservoirs low',
        unit: unit('cdu_reservoir_low'),
        expr: `sum by (rack) (cdu_reservoir_low{${OF_RACK}})`,
        legend: '{{rack}}',
        badFrom: 1,
      }),
    )
    .withPanel(
      figure({
        title: 'Cooling unit alarms',
        unit: unit('cdu_alarm'),
        expr: `sum by (rack) (cdu_alarm{${OF_RACK}})`,
        legend: '{{rack}}',
        badFrom: 1,
      }),
    )
    .withPanel(figure({ title: 'Coolant rise', unit: units.Kelvin, expr: chosen(RISE), legend: '{{rack}}' }))
    .withPanel(figure({ title: 'Coolant flow', unit: unit(FLOW), expr: chosen(FLOW), legend: '{{rack}}' }))
    .withPanel(
      chart({
        title: 'Coolant temperature',
        unit: unit(SUPPLY),
        lines: [
          [chosen(SUPPLY), 'supply {{device}} {{rack}}'],
          [chosen('cdu_return_temperature_celsius'), 'return {{device}} {{rack}}'],
          [chosen('cdu_water_inlet_temperature_celsius'), 'facility water in {{device}} {{rack}}'],
        ],
        limitsOf: [SUPPLY, 'cdu_return_temperature_celsius'],
      }),
    )
    .withPanel(
      chart({
        title: 'Coolant temperature rise',
        unit: units.Kelvin,
        lines: [[chosen(RISE), '{{device}} {{rack}}']],
        limitsOf: [RISE],
      }),
    )
    .withPanel(
      chart({
        title: 'Coolant flow',
        unit: unit(FLOW),
        lines: [[chosen(FLOW), '{{device}} {{rack}}']],
        limitsOf: [FLOW],
        help: help(FLOW),
      }),
    )
    .withPanel(
      chart({
        title: 'Flow per power',
        unit: 'suffix: L/min/kW',
        scale: 1000,
        lines: [[chosen(FLOW_PER_POWER), '{{device}} {{rack}}']],
        limitsOf: [FLOW_PER_POWER],
      }),
    )
    .withPanel(
      chart({
        title: 'Loop pressure',
        unit: unit('cdu_supply_pressure_pascals'),
        lines: [
          [chosen('cdu_supply_pressure_pascals'), 'supply {{device}} {{rack}}'],
          [chosen('cdu_return_pressure_pascals'), 'return {{device}} {{rack}}'],
        ],
        limitsOf: ['cdu_supply_pressure_pascals', 'cdu_return_pressure_pascals'],
      }),
    )
    .withPanel(
      chart({
        title: 'Pressure over the rack',
        unit: unit('cdu_supply_pressure_pascals'),
        lines: [[chosen('cdu_supply_pressure_pascals - cdu_return_pressure_pascals'), '{{device}} {{rack}}']],
        limitsOf: ['cdu_supply_pressure_pascals - cdu_return_pressure_pascals'],
      }),
    )
    .withPanel(
      chart({
        title: 'Filter pressure drop',
        unit: unit('cdu_filter_pressure_drop_pascals'),
        lines: [[chosen('cdu_filter_pressure_drop_pascals'), '{{device}} {{rack}}']],
        limitsOf: ['cdu_filter_pressure_drop_pascals'],
      }),
    )
    .withPanel(
      chart({
        title: 'Pump speed',
        unit: unit('cdu_pump_speed_rpm'),
        lines: [[chosen('cdu_pump_speed_rpm'), 'pump {{pump}} {{device}} {{rack}}']],
        limitsOf: ['cdu_pump_speed_rpm'],
        min: 0,
      }),
    )
    .withPanel(
      chart({
        title: 'Power of the cooling',
        unit: unit('cdu_power_watts'),
        lines: [
          [chosen('cdu_power_watts'), 'pumps {{device}} {{rack}}'],
          [chosen('cdu_heat_exchanger_power_watts'), 'heat exchanger {{device}} {{rack}}'],
        ],
        limitsOf: ['cdu_power_watts'],
      }),
    )
    .withPanel(
      timeline({
        title: 'Pumps',
        expr: chosen('cdu_pump_running'),
        legend: 'pump {{pump}} {{device}} {{rack}}',
        mappings: states('stands', 'red', 'runs', 'green'),
        width: 12,
      }),
    )
    .withPanel(
      timeline({
        title: 'Leak sensors',
        expr: chosen('cdu_leak_detected'),
        legend: '{{sensor}} {{device}} {{rack}}',
        mappings: states('dry', 'green', 'WET', 'red'),
        width: 12,
      }),
    )
    .withRow(row('Air'))
    .withPanel(
      chart({
        title: 'Air temperature at the cooling unit',
        unit: unit('cdu_air_inlet_temperature_celsius'),
        lines: [
          [chosen('cdu_air_inlet_temperature_celsius'), 'in {{sensor}} {{device}} {{rack}}'],
          [chosen('cdu_air_outlet_temperature_celsius'), 'out {{sensor}} {{device}} {{rack}}'],
        ],
        limitsOf: ['cdu_air_inlet_temperature_celsius', 'cdu_air_outlet_temperature_celsius'],
      }),
    )
    .withPanel(
      chart({
        title: 'Temperature sensors',
        unit: unit('sensor_temperature_celsius'),
        lines: [[`topk(12, sensor_temperature_celsius{${OF_RACK}})`, '{{sensor}} {{device}} {{rack}}']],
        limitsOf: ['sensor_temperature_celsius'],
        help: 'The twelve hottest.',
      }),
    )
    .withPanel(
      chart({
        title: 'Fan speed',
        unit: unit('cdu_fan_speed_rpm'),
        lines: [
          [`bottomk(8, cdu_fan_speed_rpm{${OF_RACK}})`, 'slowest: {{fan}} {{device}} {{rack}}'],
          [`bottomk(8, sensor_rotation_rpm{${OF_RACK}})`, 'slowest: {{sensor}} {{device}} {{rack}}'],
        ],
        limitsOf: ['cdu_fan_speed_rpm', 'sensor_rotation_rpm'],
        min: 0,
      }),
    )
    .withPanel(
      chart({
        title: 'Fan speed commanded',
        unit: unit('cdu_fan_duty_ratio'),
        lines: [[chosen('cdu_fan_duty_ratio'), '{{device}} {{rack}}']],
        limitsOf: ['cdu_fan_duty_ratio'],
        width: 12,
      }),
    )
    .withPanel(
      chart({
        title: 'Fan speed over what is commanded',
        unit: unit('cdu_fan_speed_rpm'),
        lines: [[chosen(FANS), '{{fan}} {{device}} {{rack}}']],
        limitsOf: [FANS],
        width: 12,
        help: 'The speed that each fan would have at full duty: one that lags is worn or blocked.',
      }),
    );
