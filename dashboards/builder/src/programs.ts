// The agents and the collector themselves.
import * as units from '@grafana/grafana-foundation-sdk/units';
import { unit } from './catalogue';
import { board, chart, chosen, figure, OF_RACK, row, states, timeline } from './parts';

const C = 'rackproof_collector';
const A = 'rackproof_agent';
const agent = (metric: string) => `${A}_${metric}{${OF_RACK}}`;
const agentRate = (metric: string) => `rate(${agent(metric)}[$__rate_interval])`;
const rate = (metric: string) => `rate(${C}_${metric}[$__rate_interval])`;
const lines = (...of: [string, string][]) => of;

export const programs = () =>
  board('rackproof-programs', 'Rackproof: agents and collector', 'Whether what measures and judges works itself.')
    .withRow(row('Now'))
    .withPanel(
      figure({
        title: 'Scraped',
        unit: unit('up'),
        expr: 'min by (job) (up{job=~"rackproof-.*"})',
        legend: '{{job}}',
        mappings: states('no', 'red', 'yes', 'green'),
      }),
    )
    .withPanel(
      figure({ title: 'Agents connected', unit: unit(`${C}_ingest_agents`), expr: `${C}_ingest_agents` }),
    )
    .withPanel(
      figure({
        title: 'Store takes batches',
        unit: unit(`${C}_store_writable`),
        expr: `${C}_store_writable`,
        mappings: states('no', 'red', 'yes', 'green'),
      }),
    )
    .withPanel(figure({ title: 'Room on the disk', unit: unit(`${C}_store_free_bytes`), expr: `${C}_store_free_bytes` }))
    .withPanel(
      figure({
        title: 'Samples lost on agents',
        unit: units.Short,
        expr: `sum(${agent('spool_lost_samples_total')})`,
        badFrom: 1,
      }),
    )
    .withPanel(
      figure({
        title: 'Batches set aside',
        unit: units.Short,
        expr: `sum(${C}_ingest_poison_batches_total)`,
        badFrom: 1,
      }),
    )
    .withRow(row('From device to collector'))
    .withPanel(
      timeline({
        title: 'Devices that answer',
        expr: chosen('device_up'),
        legend: '{{device}} {{rack}}',
        mappings: states('silent', 'red', 'answers', 'green'),
        height: 12,
      }),
    )
    .withPanel(
      chart({
        title: 'Slowest polls',
        unit: unit('device_poll_duration_seconds'),
        lines: [[`topk(8, device_poll_duration_seconds{${OF_RACK}})`, '{{device}} {{rack}}']],
        min: 0,
      }),
    )
    .withPanel(
      chart({
        title: 'Polls that went wrong',
        unit: units.CountsPerSecond,
        lines: lines(
          [`sum by (rack) (${agentRate('poll_failures_total')})`, 'no answer {{rack}}'],
          [`sum by (rack) (${agentRate('poll_overruns_total')})`, 'slots passed {{rack}}'],
          [`sum by (rack) (${agentRate('polls_spared_total')})`, 'silent devices spared {{rack}}'],
        ),
        min: 0,
      }),
    )
    .withPanel(
      chart({
        title: 'Points read and missing',
        unit: units.CountsPerSecond,
        lines: lines(
          [`sum by (rack) (${agentRate('points_total')})`, 'read {{rack}}'],
          [`sum by (rack) (${agentRate('points_missing_total')})`, 'missing {{rack}}'],
        ),
        min: 0,
      }),
    )
    .withPanel(
      chart({
        title: 'Since the last batch',
        unit: unit(`${C}_rack_last_batch_age_seconds`),
        lines: [[`${C}_rack_last_batch_age_seconds{${OF_RACK}}`, '{{rack}}']],
        min: 0,
      }),
    )
    .withPanel(
      chart({
        title: 'Batches that wait',
        unit: units.Short,
        lines: lines(
          [`${C}_agent_backlog_batches{${OF_RACK}}`, 'as the collector sees it {{rack}}'],
          [agent('spool_batches'), 'in the spool {{rack}}'],
          [agent('uplink_unacknowledged_batches'), 'sent, not acknowledged {{rack}}'],
        ),
        min: 0,
      }),
    )
    .withPanel(
      chart({
        title: 'Clock offset of agents',
        unit: unit(`${C}_agent_clock_offset_seconds`),
        lines: [[`${C}_agent_clock_offset_seconds{${OF_RACK}}`, '{{rack}}']],
      }),
    )
    .withPanel(
      chart({
        title: 'Spool on disk',
        unit: unit(`${A}_spool_size_bytes`),
        lines: [[agent('spool_size_bytes'), '{{rack}}']],
        min: 0,
      }),
    )
    .withPanel(
      chart({
        title: 'Connections',
        unit: units.CountsPerSecond,
        lines: lines(
          [`sum by (rack) (${agentRate('uplink_reconnects_total')})`, 'reconnected {{rack}}'],
          [rate('ingest_refusals_total'), 'refused'],
          [rate('ingest_turned_away_total'), 'turned away'],
        ),
        min: 0,
      }),
    )
    .withPanel(
      chart({
        title: 'Memory of agents',
        unit: unit('jvm_memory_used_bytes'),
        lines: [[`sum by (rack) (jvm_memory_used_bytes{${OF_RACK},area="heap"})`, 'heap {{rack}}']],
        min: 0,
      }),
    )
    .withRow(row('Collector'))
    .withPanel(
      chart({
        title: 'Samples stored',
        unit: units.CountsPerSecond,
        lines: lines([rate('ingest_samples_total'), 'arrived'], [rate('store_samples_total'), 'stored, each once']),
        min: 0,
      }),
    )
    .withPanel(
      chart({
        title: 'Commit, 99th percentile and longest',
        unit: unit(`${C}_store_commit_seconds`),
        lines: lines(
          [`${C}_store_commit_seconds{quantile="0.99"}`, 'p99'],
          [`${C}_store_commit_seconds_max`, 'longest'],
        ),
        min: 0,
      }),
    )
    .withPanel(
      chart({
        title: 'Judging, 99th percentile and longest',
        unit: unit(`${C}_scoring_round_seconds`),
        lines: lines(
          [`${C}_scoring_round_seconds{quantile="0.99"}`, 'p99'],
          [`${C}_scoring_round_seconds_max`, 'longest'],
        ),
        min: 0,
      }),
    )
    .withPanel(
      chart({
        title: 'What waits',
        unit: units.Short,
        lines: lines(
          [`${C}_store_queue_batches`, 'batches to be written'],
          [`${C}_store_log_batches`, 'batches to be sealed'],
          [`${C}_ingest_paused_agents`, 'agents not read'],
        ),
        min: 0,
      }),
    )
    .withPanel(
      chart({
        title: 'Store on disk',
        unit: unit(`${C}_store_sealed_bytes`),
        lines: lines(
          [`${C}_store_sealed_bytes`, 'sealed'],
          [`${C}_store_log_bytes`, 'log'],
          [`${C}_store_free_bytes`, 'room'],
          [`${C}_store_reserve_bytes`, 'reserve: with less nothing is taken'],
        ),
        min: 0,
      }),
    )
    .withPanel(
      chart({
        title: 'Series',
        unit: unit(`${C}_store_series`),
        lines: lines(
          [`${C}_store_series`, 'with samples'],
          [`${C}_ingest_series`, 'of connected agents'],
        ),
        min: 0,
      }),
    )
    .withPanel(
      chart({
        title: 'Memory for batches',
        unit: unit(`${C}_ingest_memory_bytes`),
        lines: lines([`${C}_ingest_memory_bytes`, 'taken'], [`${C}_ingest_memory_limit_bytes`, 'ingest.memory']),
        min: 0,
      }),
    )
    .withPanel(
      chart({
        title: 'Heap',
        unit: unit('jvm_memory_used_bytes'),
        lines: lines(
          ['sum by (instance) (jvm_memory_used_bytes{job="rackproof-collector",area="heap"})', 'used'],
          ['sum by (instance) (jvm_memory_max_bytes{job="rackproof-collector",area="heap"} > 0)', 'may use'],
        ),
        min: 0,
      }),
    )
    .withPanel(
      chart({
        title: 'Processor',
        unit: unit('process_cpu_usage'),
        lines: [['process_cpu_usage{job="rackproof-collector"}', 'share of all cores']],
        min: 0,
      }),
    );
