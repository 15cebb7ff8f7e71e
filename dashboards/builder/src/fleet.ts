// The fleet: all racks at a glance, and generations side by side.
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { unit } from './catalogue';
import { board, campaignLink, chart, chosen, figure, OF_CAMPAIGN, OF_RACK, RECOMMENDATIONS, row, rows, SOURCE, timeline } from './parts';

const AGE = 'rackproof_collector_rack_last_batch_age_seconds';
const FAILED = `rackproof_criterion_verdict{${OF_CAMPAIGN}} == 0`;
const RACKS = `max by (rack, generation, maker, site, lot) (rackproof_rack_info{${OF_RACK}})`;
/** A sum over racks in the place of each rack, by what its generation is called. */
const ofGeneration = (signal: string) =>
  `avg by (generation) (${chosen(signal)} * on (rack) group_left (generation) max by (rack, generation) (rackproof_rack_info))`;

function racks(): table.PanelBuilder {
  const column = (name: string, unitOf: string, more: dashboard.DynamicConfigValue[] = []) => ({
    matcher: { id: 'byName', options: name },
    properties: [{ id: 'unit', value: unitOf }, ...more],
  });
  return new table.PanelBuilder()
    .title('Racks')
    .description('One line for each rack that ever sent a sample to this collector.')
    .datasource(SOURCE)
    .span(24)
    .height(9)
    .showHeader(true)
    .withTarget(rows('A', RACKS))
    .withTarget(rows('B', chosen('sum by (rack) (pdu_input_power_watts)')))
    .withTarget(rows('C', chosen('max by (rack) (cdu_supply_temperature_celsius)')))
    .withTarget(rows('D', `count by (rack) (device_up{${OF_RACK}} == 0) or 0 * count by (rack) (device_up{${OF_RACK}})`))
    .withTarget(rows('E', `max by (rack) (${AGE}{${OF_RACK}})`))
    .withTarget(
      rows('F', `count by (rack) (${FAILED}) or 0 * count by (rack) (rackproof_criterion_verdict{${OF_CAMPAIGN}})`),
    )
    .withTarget(rows('G', `min by (rack) (rackproof_campaign_recommendation{${OF_CAMPAIGN}})`))
    .withTransformation({ id: 'joinByField', options: { byField: 'rack', mode: 'outer' } })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: Object.fromEntries(
          ['Time 1', 'Time 2', 'Time 3', 'Time 4', 'Time 5', 'Time 6', 'Time 7', 'Value #A'].map((n) => [n, true]),
        ),
        indexByName: {},
        renameByName: {
          'Value #B': 'Power',
          'Value #C': 'Coolant supply',
          'Value #D': 'Devices silent',
          'Value #E': 'Last batch',
          'Value #F': 'Criteria failed',
          'Value #G': 'Recommendation',
        },
      },
    })
    .overrides([
      column('rack', 'string', [
        {
          id: 'links',
          value: [
            new dashboard.DashboardLinkBuilder('Its power')
              .url('/d/rackproof-power?var-rack=${__data.fields.rack}&${__url_time_range}')
              .build(),
            new dashboard.DashboardLinkBuilder('Racks at the collector')
              .url('${collector:raw}/racks')
              .targetBlank(true)
              .build(),
          ],
        },
      ]),
      column('Power', unit('pdu_input_power_watts')),
      column('Coolant supply', unit('cdu_supply_temperature_celsius')),
      column('Last batch', unit(AGE), [{ id: 'decimals', value: 0 }]),
      column('Recommendation', units.Short, [
        { id: 'mappings', value: RECOMMENDATIONS },
        { id: 'custom.cellOptions', value: { type: common.TableCellDisplayMode.ColorText } },
      ]),
    ]);
}

export const fleet = () =>
  board('rackproof-fleet', 'Rackproof: fleet', 'All racks under evaluation, and generations side by side.')
    .withRow(row('Now'))
    .withPanel(figure({ title: 'Racks', unit: units.Short, expr: `count(${RACKS})` }))
    .withPanel(
      figure({
        title: 'Campaigns that run',
        unit: units.Short,
        expr: `count(count by (campaign) (rackproof_campaign_info{${OF_RACK},state="running"})) or vector(0)`,
      }),
    )
    .withPanel(
      figure({
        title: 'Gates failed',
        unit: units.Short,
        expr: `count(rackproof_criterion_verdict{${OF_CAMPAIGN},gate="true"} == 0) or vector(0)`,
        badFrom: 1,
      }),
    )
    .withPanel(
      figure({ title: 'Criteria failed', unit: units.Short, expr: `count(${FAILED}) or vector(0)`, badFrom: 1 }),
    )
    .withPanel(
      figure({
        title: 'Devices silent',
        unit: units.Short,
        expr: `count(device_up{${OF_RACK}} == 0) or vector(0)`,
        badFrom: 1,
      }),
    )
    .withPanel(
      figure({
        title: 'Leak sensors wet',
        unit: unit('cdu_leak_detected'),
        expr: `sum(cdu_leak_detected{${OF_RACK}})`,
        badFrom: 1,
      }),
    )
    .withPanel(racks())
    .withRow(row('Over time'))
    .withPanel(
      timeline({
        title: 'Recommendation',
        expr: `rackproof_campaign_recommendation{${OF_CAMPAIGN}}`,
        legend: '{{rack}} {{campaign}}',
        mappings: RECOMMENDATIONS,
        link: campaignLink(),
        height: 6,
      }),
    )
    .withPanel(
      chart({
        title: 'Power',
        unit: unit('pdu_input_power_watts'),
        lines: [[chosen('sum by (rack) (pdu_input_power_watts)'), '{{rack}}']],
      }),
    )
    .withPanel(
      chart({
        title: 'Coolant supply',
        unit: unit('cdu_supply_temperature_celsius'),
        lines: [[chosen('max by (rack) (cdu_supply_temperature_celsius)'), '{{rack}}']],
      }),
    )
    .withPanel(
      chart({
        title: 'Score',
        unit: unit('rackproof_campaign_score'),
        lines: [[`rackproof_campaign_score{${OF_CAMPAIGN}}`, '{{rack}} {{campaign}}']],
        min: 0,
      }),
    )
    .withRow(row('Generations'))
    .withPanel(
      chart({
        title: 'Mean power of a rack',
        unit: unit('pdu_input_power_watts'),
        lines: [[ofGeneration('sum by (rack) (pdu_input_power_watts)'), '{{generation}}']],
        width: 12,
      }),
    )
    .withPanel(
      chart({
        title: 'Mean conversion efficiency',
        unit: units.PercentUnit,
        lines: [
          [
            `avg by (generation) ((${chosen('sum by (rack) (psu_output_power_watts) / sum by (rack) (psu_input_power_watts)')})` +
              ' * on (rack) group_left (generation) max by (rack, generation) (rackproof_rack_info))',
            '{{generation}}',
          ],
        ],
        width: 12,
      }),
    );
