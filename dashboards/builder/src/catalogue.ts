// The one catalogue of metric names: which there are, and in which unit Grafana shows them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { parse } from 'yaml';

interface Metric {
  unit: string;
  kind: string;
  help: string;
}

const FILE = '../../../wire/src/main/resources/io/rackproof/catalogue/metrics.yaml';
const read = parse(readFileSync(join(__dirname, FILE), 'utf8')) as {
  metrics: Record<string, Metric>;
  own: Record<string, Metric>;
};
const all: Record<string, Metric> = { ...read.metrics, ...read.own };

/** Names of what devices measure. */
export const deviceMetrics: ReadonlySet<string> = new Set(Object.keys(read.metrics));

const GRAFANA: Record<string, string> = {
  W: units.Watt,
  VA: units.VoltAmpere,
  A: units.Ampere,
  V: units.Volt,
  Hz: units.Hertz,
  J: units.Joule,
  By: units.BytesIEC,
  s: units.Seconds,
  Pa: units.Pascals,
  rpm: units.RevolutionsPerMinute,
  'L/min': units.LitrePerMinute,
  'bit/s': units.BitsPerSecondSI,
  '°C': units.Celsius,
};

function metric(name: string): Metric {
  const found = all[name];
  if (!found) {
    throw new Error(`there is no metric '${name}' in the catalogue`);
  }
  return found;
}

/** Grafana's unit for the values of a metric. */
export function unit(name: string): string {
  const { unit, kind } = metric(name);
  if (unit !== '1') {
    const known = GRAFANA[unit];
    if (!known) {
      throw new Error(`Grafana's unit for '${unit}' of '${name}' is not known here`);
    }
    return known;
  }
  return kind === 'gauge' && /_(ratio|usage)$/.test(name) ? units.PercentUnit : units.Short;
}

/** What a metric means, for a panel that shows it as it is. */
export function help(name: string): string {
  return metric(name).help;
}
