import { captureExpress, captureRepayment } from './axelar/capture-express.ts';
import { captureGasAdded, captureGasPaid, captureGasRefunded } from './axelar/capture-gas.ts';
import {
  captureCall,
  captureCallApproval,
  captureCommand,
  captureExecution,
  captureMessageApproval,
  captureTokenSent,
} from './axelar/capture-gateway.ts';
import { captureReceipt, captureTransfer } from './axelar/capture-its.ts';
import {
  axelarDeployments,
  axelarDeploymentSchema,
  axelarStartBlocks,
  type AxelarDeployment,
} from './axelar/deployments.ts';
import { expressEvents, gasEvents, gatewayEvents, itsEvents } from './axelar/events.ts';
import { axelarRules } from './axelar/rules.ts';
import { defineProtocol, eventsOf, type Captured, type CaptureInput } from './define.ts';

const onEvent = eventsOf<AxelarDeployment>();
const withReceipt = { needsReceiptIndex: true };
type Input = CaptureInput<unknown, AxelarDeployment>;

/** What only this contract of a deployment can say: applications are read too, which emit what they like. */
function by<I extends Input>(contract: 'gateway' | 'gasService', capture: (input: I) => Captured) {
  return (input: I): Captured => {
    if (input.emitter !== input.deployment[contract]) {
      throw new Error(`an event of the ${contract} that another contract emits`);
    }
    return capture(input);
  };
}

/**
 * Axelar: messages of both generations of gateway (consensus and Amplifier), tokens sent by the gateway, transfers of the
 * interchain token service, what was paid for gas, and express executions by applications that are known for it.
 * Source: axelar-cgp-solidity `AxelarGateway.sol`, axelar-gmp-sdk-solidity, interchain-token-service.
 */
export const axelar = defineProtocol<AxelarDeployment>({
  name: 'axelar',
  version: 3,
  deployment: axelarDeploymentSchema,
  deployments: axelarDeployments,
  startBlocks: axelarStartBlocks,
  // Its main network opened in January 2022; the first gateway, Ethereum's, is of 2021-12-22. Source: that block, as l2beat has it.
  since: { day: '2021-12-01' },
  contracts: ({ gateway, gasService, its, express = [] }) => [
    ...new Set([gateway, ...(gasService ? [gasService] : []), ...(its ? [its] : []), ...express]),
  ],
  chainName: ({ chainName }) => chainName,
  events: [
    onEvent(gatewayEvents.called, by('gateway', captureCall), withReceipt),
    onEvent(gatewayEvents.calledWithToken, by('gateway', captureCall), withReceipt),
    onEvent(gatewayEvents.tokenSent, by('gateway', captureTokenSent), withReceipt),
    onEvent(gatewayEvents.approved, by('gateway', captureCallApproval)),
    onEvent(gatewayEvents.approvedWithMint, by('gateway', captureCallApproval)),
    onEvent(gatewayEvents.messageApproved, by('gateway', captureMessageApproval)),
    onEvent(gatewayEvents.callExecuted, by('gateway', captureExecution)),
    onEvent(gatewayEvents.messageExecuted, by('gateway', captureExecution)),
    onEvent(gatewayEvents.commandExecuted, by('gateway', captureCommand)),
    ...[
      ...gasEvents.paid,
      ...gasEvents.paidInToken,
      ...gasEvents.paidWithToken,
      ...gasEvents.paidInTokenWithToken,
    ].map((event) =>
      onEvent(
        event,
        by('gasService', (input) => captureGasPaid(event.name, input)),
      ),
    ),
    ...[...gasEvents.added, ...gasEvents.addedInToken].map((event) =>
      onEvent(
        event,
        by('gasService', (input) => captureGasAdded(event.name, input)),
      ),
    ),
    onEvent(
      gasEvents.refunded,
      by('gasService', (input) => captureGasRefunded('Refunded', input)),
    ),
    onEvent(expressEvents.executed, captureExpress),
    onEvent(expressEvents.executedWithToken, captureExpress),
    onEvent(expressEvents.fulfilled, captureRepayment),
    onEvent(expressEvents.fulfilledWithToken, captureRepayment),
    onEvent(itsEvents.transfer, captureTransfer),
    onEvent(itsEvents.received, captureReceipt),
  ],
  rules: axelarRules,
});
