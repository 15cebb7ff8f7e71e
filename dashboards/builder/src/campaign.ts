// Campaigns and their verdicts.
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { help, unit } from './catalogue';
import {
  board,
  campaignLink,
  chart,
  criteria,
  criterionLink,
  figure,
  limitLine,
  OF_CAMPAIGN,
  query,
  RECOMMENDATIONS,
  row,
  rows,
  SOURCE,
  timeline,
  VERDICTS,
} from './parts';

const VERDICT = 'rackproof_criterion_verdict';
const OF_CRITERION = `${OF_CAMPAIGN},criterion=~"$criterion"`;
const verdicts = (is: string) => `count(${VERDICT}{${OF_CAMPAIGN}} ${is}) or vector(0)`;
const limits = (bound: string) =>
  `sum by (rack, campaign, criterion) (rackproof_criterion_limit{${OF_CAMPAIGN},bound=~"${bound}"})`;

function scorecard(): table.PanelBuilder {
  const hidden = ['Time', 'Value #E', '__name__', 'instance', 'job', 'generation', 'lot', 'maker', 'site'];
  return new table.PanelBuilder()
    .title('Criteria')
    .description('Each criterion with what was measured, in the unit of its limit. Its name leads to its page.')
    .datasource(SOURCE)
    .span(24)
    .height(12)
    .showHeader(true)
    .withTarget(rows('A', `max by (rack, campaign, criterion, title, area, gate) (${VERDICT}{${OF_CAMPAIGN}})`))
    .withTarget(rows('B', `max by (rack, campaign, criterion, unit) (rackproof_criterion_value{${OF_CAMPAIGN}})`))
    .withTarget(rows('C', limits('low|exact')))
    .withTarget(rows('D', limits('high|exact')))
    .withTarget(rows('F', `min by (rack, campaign, criterion) (rackproof_criterion_coverage_ratio{${OF_CAMPAIGN}})`))
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: Object.fromEntries(hidden.map((name) => [name, true])),
        indexByName: Object.fromEntries(
          ['criterion', 'title', 'Value #A', 'Value #B', 'Value #C', 'Value #D', 'unit', 'Value #F', 'gate', 'area', 'rack', 'campaign'].map(
            (name, i) => [name, i],
          ),
        ),
        renameByName: {
          'Value #A': 'Verdict',
          'Value #B': 'Measured',
          'Value #C': 'From',
          'Value #D': 'To',
          'Value #F': 'Coverage',
        },
      },
    })
    .overrides([
      {
        matcher: { id: 'byName', options: 'Verdict' },
        properties: [
          { id: 'mappings', value: VERDICTS },
          { id: 'custom.cellOptions', value: { type: common.TableCellDisplayMode.ColorText } },
        ],
      },
      {
        matcher: { id: 'byName', options: 'Coverage' },
        properties: [{ id: 'unit', value: unit('rackproof_criterion_coverage_ratio') }],
      },
      {
        matcher: { id: 'byName', options: 'criterion' },
        properties: [{ id: 'links', value: [criterionLink('row').build()] }],
      },
    ]);
}

function measured() {
  const panel = chart({
    title: '$criterion',
    unit: unit('rackproof_criterion_value'),
    lines: [[`rackproof_criterion_value{${OF_CRITERION}}`, '{{rack}} {{unit}}']],
    help: `${help('rackproof_criterion_value')} ${help('rackproof_criterion_limit')}`,
  });
  return panel
    .withTarget(
      query(`rackproof_criterion_limit{${OF_CRITERION}}`, 'limit {{bound}} {{unit}} {{rack}}').refId('Limit1'),
    )
    .overrideByQuery('Limit1', limitLine())
    .dataLinks([criterionLink('labels')])
    .repeat('criterion')
    .repeatDirection('h')
    .maxPerRow(3);
}

export const campaign = () =>
  board('rackproof-campaign', 'Rackproof: campaign and verdicts', 'What campaigns measured, against which limits.')
    .withVariable(criteria())
    .withRow(row('Now'))
    .withPanel(
      figure({
        title: 'Recommendation',
        unit: unit('rackproof_campaign_recommendation'),
        expr: `rackproof_campaign_recommendation{${OF_CAMPAIGN}}`,
        legend: '{{rack}}',
        mappings: RECOMMENDATIONS,
        link: campaignLink(),
      }),
    )
    .withPanel(
      figure({
        title: 'Score',
        unit: unit('rackproof_campaign_score'),
        expr: `rackproof_campaign_score{${OF_CAMPAIGN}}`,
        legend: '{{rack}}',
        link: campaignLink(),
      }),
    )
    .withPanel(
      figure({
        title: 'Share decided',
        unit: unit('rackproof_campaign_decided_ratio'),
        expr: `rackproof_campaign_decided_ratio{${OF_CAMPAIGN}}`,
        legend: '{{rack}}',
      }),
    )
    .withPanel(figure({ title: 'Criteria failed', unit: units.Short, expr: verdicts('== 0'), badFrom: 1, width: 3 }))
    .withPanel(figure({ title: 'Undecided', unit: units.Short, expr: verdicts('== 1'), width: 3 }))
    .withPanel(
      figure({
        title: 'Gates not passed',
        unit: units.Short,
        expr: `count(${VERDICT}{${OF_CAMPAIGN},gate="true"} < 2) or vector(0)`,
        badFrom: 1,
        width: 3,
      }),
    )
    .withPanel(
      figure({
        title: 'Running for',
        unit: unit('rackproof_campaign_start_timestamp_seconds'),
        expr: `time() - rackproof_campaign_start_timestamp_seconds{${OF_CAMPAIGN}}`,
        legend: '{{rack}}',
        width: 3,
      }),
    )
    .withPanel(scorecard())
    .withRow(row('Over time'))
    .withPanel(
      timeline({
        title: 'Verdicts',
        expr: `${VERDICT}{${OF_CAMPAIGN}}`,
        legend: '{{criterion}} {{title}} {{rack}}',
        mappings: VERDICTS,
        height: 14,
        link: criterionLink('labels'),
      }),
    )
    .withPanel(
      chart({
        title: 'Score',
        unit: unit('rackproof_campaign_score'),
        lines: [[`rackproof_campaign_score{${OF_CAMPAIGN}}`, '{{rack}}']],
        min: 0,
        help: help('rackproof_campaign_score'),
      }),
    )
    .withPanel(
      chart({
        title: 'Share decided',
        unit: unit('rackproof_campaign_decided_ratio'),
        lines: [[`rackproof_campaign_decided_ratio{${OF_CAMPAIGN}}`, '{{rack}}']],
        min: 0,
        help: help('rackproof_campaign_decided_ratio'),
      }),
    )
    .withPanel(
      chart({
        title: 'Least covered criteria',
        unit: unit('rackproof_criterion_coverage_ratio'),
        lines: [[`bottomk(8, rackproof_criterion_coverage_ratio{${OF_CAMPAIGN}})`, '{{criterion}} {{rack}}']],
        min: 0,
        help: help('rackproof_criterion_coverage_ratio'),
      }),
    )
    .withRow(row('Measured against the limit'))
    .withPanel(measured());
