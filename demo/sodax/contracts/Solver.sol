// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Call} from "./HubWallet.sol";

/// A solver's router: several calls in one transaction. What it holds is worth nothing, so it serves anybody.
contract Solver {
    receive() external payable {}

    function run(Call[] calldata calls) external payable {
        for (uint256 i; i < calls.length; i++) {
            (bool isDone, bytes memory answer) = calls[i].to.call{value: calls[i].value}(calls[i].data);
            if (!isDone) {
                assembly {
                    revert(add(answer, 32), mload(answer))
                }
            }
        }
    }
}
