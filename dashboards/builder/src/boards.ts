// All dashboards, and their text: what stands in a file is what Grafana's own types hold.
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { campaign } from './campaign';
import { cooling } from './cooling';
import { fleet } from './fleet';
import { network } from './network';
import { power } from './power';
import { programs } from './programs';

/** Builds all of them, each panel with a number. */
export function boards(): dashboard.Dashboard[] {
  return [fleet, power, cooling, network, campaign, programs].map((builder) => {
    const board = builder().build();
    (board.panels ?? []).forEach((panel, i) => (panel.id = i + 1));
    return board;
  });
}

export function fileName(board: dashboard.Dashboard): string {
  return `${(board.uid ?? '').replace('rackproof-', '')}.json`;
}

export function text(board: dashboard.Dashboard): string {
  return `${JSON.stringify(board, null, 2)}\n`;
}
