// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Token} from "./Token.sol";

/// One token for all that are worth the same: a unit for a unit.
contract Vault is Token {
    constructor(string memory symbol_, uint8 decimals_) Token(symbol_, decimals_) {}

    function deposit(address token, uint256 amount) external returns (uint256) {
        Token(token).transferFrom(msg.sender, address(this), amount);
        create(msg.sender, amount);
        return amount;
    }

    function withdraw(address token, uint256 amount) external returns (uint256) {
        destroy(msg.sender, amount);
        Token(token).transfer(msg.sender, amount);
        return amount;
    }
}
