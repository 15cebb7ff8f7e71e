// What the dashboards have in common: variables, annotations, links, and panels that draw the plan's limits.
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { deviceMetrics } from './catalogue';

export const SOURCE: common.DataSourceRef = { type: 'prometheus', uid: '${datasource}' };

/** Matchers of what belongs to the chosen racks, and to the chosen campaigns. */
export const OF_RACK = 'rack=~"$rack"';
export const OF_CAMPAIGN = `${OF_RACK},campaign=~"$campaign"`;

/** An end of a line's life is told by Prometheus: a gap is drawn as one. */
const GAP = false;

export const VERDICTS: dashboard.ValueMapping[] = [
  {
    type: dashboard.MappingType.ValueToText,
    options: {
      '0': { text: 'FAIL', color: 'red', index: 0 },
      '1': { text: 'INCONCLUSIVE', color: '#8e8e8e', index: 1 },
      '2': { text: 'MARGINAL', color: 'yellow', index: 2 },
      '3': { text: 'PASS', color: 'green', index: 3 },
    },
  },
];

export const RECOMMENDATIONS: dashboard.ValueMapping[] = [
  {
    type: dashboard.MappingType.ValueToText,
    options: {
      '-1': { text: 'DECLINE', color: 'red', index: 0 },
      '0': { text: 'UNDECIDED', color: '#8e8e8e', index: 1 },
      '1': { text: 'EXERCISE', color: 'green', index: 2 },
    },
  },
];

export function states(zero: string, zeroColor: string, one: string, oneColor: string): dashboard.ValueMapping[] {
  return [
    {
      type: dashboard.MappingType.ValueToText,
      options: { '0': { text: zero, color: zeroColor, index: 0 }, '1': { text: one, color: oneColor, index: 1 } },
    },
  ];
}

/** A link to the page of the criterion whose series or row it is on. */
export function criterionLink(of: 'labels' | 'row'): dashboard.DashboardLinkBuilder {
  const value = (name: string) =>
    of === 'labels' ? `\${__field.labels.${name}}` : `\${__data.fields.${name}}`;
  return new dashboard.DashboardLinkBuilder('The criterion in its campaign')
    .url(`\${collector:raw}/campaigns/${value('campaign')}/racks/${value('rack')}/criteria/${value('criterion')}`)
    .targetBlank(true);
}

export function campaignLink(): dashboard.DashboardLinkBuilder {
  return new dashboard.DashboardLinkBuilder('The campaign')
    .url('${collector:raw}/campaigns/${__field.labels.campaign}')
    .targetBlank(true);
}

export function query(expr: string, legend: string): prometheus.DataqueryBuilder {
  return new prometheus.DataqueryBuilder().expr(expr).legendFormat(legend).datasource(SOURCE).range();
}

/** One value of now for each series, as rows of a table. */
export function rows(refId: string, expr: string): prometheus.DataqueryBuilder {
  return new prometheus.DataqueryBuilder()
    .refId(refId)
    .expr(expr)
    .datasource(SOURCE)
    .format(prometheus.PromQueryFormat.Table)
    .instant();
}

/** A signal as a plan writes it, of the chosen racks. */
export function chosen(signal: string): string {
  return signal.replace(/[a-z][a-z0-9_]*/g, (word) => (deviceMetrics.has(word) ? `${word}{${OF_RACK}}` : word));
}

export interface Chart {
  title: string;
  unit: string;
  /** Expressions with their legends. */
  lines: [expr: string, legend: string][];
  /** Signals in the very words that the collector tells: their limits are drawn as dashed lines. */
  limitsOf?: string[];
  /** What values and limits are multiplied with. */
  scale?: number;
  help?: string;
  width?: number;
  min?: number;
}

export function chart(of: Chart): timeseries.PanelBuilder {
  const times = of.scale ? ` * ${of.scale}` : '';
  const panel = new timeseries.PanelBuilder()
    .title(of.title)
    .description(of.help ?? '')
    .datasource(SOURCE)
    .unit(of.unit)
    .span(of.width ?? 8)
    .height(8)
    .lineWidth(1)
    .spanNulls(GAP)
    .showPoints(common.VisibilityMode.Never)
    .legend(
      new common.VizLegendOptionsBuilder()
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom)
        .showLegend(true)
        .calcs([]),
    )
    .tooltip(
      new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending),
    );
  if (of.min !== undefined) {
    panel.min(of.min);
  }
  of.lines.forEach(([expr, legend], i) =>
    panel.withTarget(query(times ? `(${expr})${times}` : expr, legend).refId(String.fromCharCode(65 + i))),
  );
  (of.limitsOf ?? []).forEach((signal, i) => {
    const refId = `Limit${i + 1}`;
    panel.withTarget(
      query(
        `rackproof_criterion_signal_limit{${OF_CAMPAIGN},signal="${signal}"}${times}`,
        'limit {{criterion}} {{bound}} {{rack}}',
      ).refId(refId),
    );
    panel.overrideByQuery(refId, limitLine());
  });
  return panel;
}

/** Dashed and red, without a fill, and with a link to the criterion. */
export function limitLine(): dashboard.DynamicConfigValue[] {
  return [
    { id: 'color', value: { mode: dashboard.FieldColorModeId.Fixed, fixedColor: 'red' } },
    { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } },
    { id: 'custom.lineWidth', value: 1 },
    { id: 'custom.fillOpacity', value: 0 },
    { id: 'links', value: [criterionLink('labels').build()] },
  ];
}

export interface Figure {
  title: string;
  unit: string;
  expr: string;
  legend?: string;
  mappings?: dashboard.ValueMapping[];
  /** Colours: what is good and, from a value on, what is not. */
  badFrom?: number;
  width?: number;
  help?: string;
  link?: dashboard.DashboardLinkBuilder;
}

export function figure(of: Figure): stat.PanelBuilder {
  const steps: dashboard.Threshold[] = [{ value: null, color: of.badFrom === undefined ? 'text' : 'green' }];
  if (of.badFrom !== undefined) {
    steps.push({ value: of.badFrom, color: 'red' });
  }
  const panel = new stat.PanelBuilder()
    .title(of.title)
    .description(of.help ?? '')
    .datasource(SOURCE)
    .unit(of.unit)
    .span(of.width ?? 4)
    .height(4)
    .graphMode(common.BigValueGraphMode.None)
    .colorMode(common.BigValueColorMode.Value)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false))
    .thresholds(new dashboard.ThresholdsConfigBuilder().mode(dashboard.ThresholdsMode.Absolute).steps(steps))
    .withTarget(query(of.expr, of.legend ?? '').refId('A'));
  if (of.mappings) {
    panel.mappings(of.mappings);
  }
  if (of.link) {
    panel.dataLinks([of.link]);
  }
  return panel;
}

export interface States {
  title: string;
  expr: string;
  legend: string;
  mappings: dashboard.ValueMapping[];
  width?: number;
  height?: number;
  link?: dashboard.DashboardLinkBuilder;
  help?: string;
}

export function timeline(of: States): statetimeline.PanelBuilder {
  const panel = new statetimeline.PanelBuilder()
    .title(of.title)
    .description(of.help ?? '')
    .datasource(SOURCE)
    .span(of.width ?? 24)
    .height(of.height ?? 8)
    .mappings(of.mappings)
    .mergeValues(true)
    .showValue(common.VisibilityMode.Never)
    .rowHeight(0.9)
    .spanNulls(GAP)
    .withTarget(query(of.expr, of.legend).refId('A'));
  if (of.link) {
    panel.dataLinks([of.link]);
  }
  return panel;
}

const ALL: dashboard.VariableOption = { selected: true, text: ['All'], value: ['$__all'] };

function variable(name: string, label: string, values: string): dashboard.QueryVariableBuilder {
  return new dashboard.QueryVariableBuilder(name)
    .label(label)
    .datasource(SOURCE)
    .query({ query: values, refId: name })
    .definition(values)
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(dashboard.VariableSort.NaturalAsc)
    .multi(true)
    .includeAll(true)
    .current(ALL);
}

/** A variable of its own for each criterion that the chosen campaigns judge. */
export function criteria(): dashboard.QueryVariableBuilder {
  return variable('criterion', 'Criterion', `label_values(rackproof_criterion_verdict{${OF_CAMPAIGN}}, criterion)`);
}

function phases(): dashboard.AnnotationQueryBuilder {
  return new dashboard.AnnotationQueryBuilder()
    .name('Phases')
    .datasource(SOURCE)
    .enable(true)
    .iconColor('blue')
    .expr(`rackproof_campaign_phase{${OF_CAMPAIGN}}`)
    // Grafana joins points that are no further apart; with more than 11,000 of them it takes a longer step.
    .step('10s')
    .titleFormat('{{phase}}')
    .textFormat('phase {{phase}} of {{campaign}} on {{rack}}')
    .tagKeys('rack,phase');
}

function notes(): dashboard.AnnotationQueryBuilder {
  return (
    new dashboard.AnnotationQueryBuilder()
      .name('Notes')
      .datasource(SOURCE)
      .enable(true)
      .iconColor('orange')
      // Grafana takes the value for the time, in milliseconds.
      .expr(`rackproof_campaign_note_timestamp_seconds{${OF_CAMPAIGN}} * 1000`)
      .step('60s')
      .useValueForTime(true)
      .titleFormat('{{author}}')
      .textFormat('{{text}}')
      .tagKeys('rack,campaign')
  );
}

/** A dashboard with the variables, annotations and links that all have. */
export function board(uid: string, title: string, description: string): dashboard.DashboardBuilder {
  return new dashboard.DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['rackproof'])
    .refresh('5s')
    .time({ from: 'now-30m', to: 'now' })
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .timezone('browser')
    .withVariable(new dashboard.DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'))
    .withVariable(variable('site', 'Site', 'label_values(rackproof_rack_info, site)').allValue('.*'))
    .withVariable(variable('generation', 'Generation', 'label_values(rackproof_rack_info, generation)').allValue('.*'))
    .withVariable(
      variable('rack', 'Rack', 'label_values(rackproof_rack_info{site=~"$site",generation=~"$generation"}, rack)'),
    )
    .withVariable(variable('campaign', 'Campaign', `label_values(rackproof_campaign_info{${OF_RACK}}, campaign)`))
    .withVariable(
      new dashboard.QueryVariableBuilder('collector')
        .description('Where the pages of the collector are: web.address of its collector.yaml')
        .datasource(SOURCE)
        .query({ query: 'label_values(rackproof_collector_info, pages)', refId: 'collector' })
        .definition('label_values(rackproof_collector_info, pages)')
        .refresh(dashboard.VariableRefresh.OnDashboardLoad)
        .hide(dashboard.VariableHide.HideVariable),
    )
    .annotation(phases())
    .annotation(notes())
    .link(
      new dashboard.DashboardLinkBuilder('Rackproof')
        .type(dashboard.DashboardLinkType.Dashboards)
        .tags(['rackproof'])
        .asDropdown(true)
        .includeVars(true)
        .keepTime(true),
    )
    .link(
      new dashboard.DashboardLinkBuilder('Collector')
        .type(dashboard.DashboardLinkType.Link)
        .url('${collector:raw}/')
        .targetBlank(true),
    );
}

export function row(title: string): dashboard.RowBuilder {
  return new dashboard.RowBuilder(title);
}
