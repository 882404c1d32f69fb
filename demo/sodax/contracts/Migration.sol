// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Token} from "./Token.sol";

/// ICX for SODA and back, one for one.
contract IcxMigration {
    struct PendingMigration {
        address user;
        uint256 amount;
    }

    Token public immutable ICX;
    Token public immutable sodax;
    bool public needsApproval;
    PendingMigration[] public pendingMigrations;

    event Swap(address indexed user, uint256 ICXAmount, uint256 sodaxAmount);
    event ReverseSwap(address indexed user, uint256 sodaxAmount, uint256 ICXAmount);
    event PendingMigrationCreated(address indexed user, uint256 amount, uint256 index);
    event PendingMigrationApproved(uint256 index, address indexed user, uint256 amount);

    constructor(Token icx, Token soda) {
        ICX = icx;
        sodax = soda;
    }

    /// While it is on, each migration waits for an approval.
    function setNeedsApproval(bool needsApproval_) external {
        needsApproval = needsApproval_;
    }

    function swap(uint256 amount, address to) external {
        ICX.transferFrom(msg.sender, address(this), amount);
        if (needsApproval) {
            pendingMigrations.push(PendingMigration(to, amount));
            emit PendingMigrationCreated(to, amount, pendingMigrations.length - 1);
            return;
        }
        sodax.transfer(to, amount);
        emit Swap(to, amount, amount);
    }

    function approveMigration(uint256 index) external {
        PendingMigration memory pending = pendingMigrations[index];
        require(pending.user != address(0), "no such migration");
        delete pendingMigrations[index];
        sodax.transfer(pending.user, pending.amount);
        emit PendingMigrationApproved(index, pending.user, pending.amount);
    }

    function reverseSwap(uint256 amount, address to) external {
        sodax.transferFrom(msg.sender, address(this), amount);
        ICX.transfer(to, amount);
        emit ReverseSwap(to, amount, amount);
    }
}

/// BALN for SODA, at once or locked for a time. What is locked may be staked meanwhile.
contract BalnSwap {
    struct Lock {
        uint256 amount;
        uint256 unlockTime;
        bool isStaked;
    }

    Token public immutable baln;
    Token public immutable soda;
    mapping(address user => Lock[]) public userLocks;

    event Swap(address indexed user, uint256 balnAmount, uint256 sodaAmount);
    event Claimed(address indexed user, uint256 amount, bool asXSoda);
    event Staked(address indexed user, uint256 sodaAmount, uint256 xSodaAmount);
    event Unstaked(address indexed user, uint256 xSodaAmount);

    constructor(Token baln_, Token soda_) {
        baln = baln_;
        soda = soda_;
    }

    function swap(uint256 amount, uint256 lockupPeriod, address to, bool isStaked) external {
        baln.transferFrom(msg.sender, address(this), amount);
        emit Swap(to, amount, amount);
        if (lockupPeriod == 0) soda.transfer(to, amount);
        else userLocks[to].push(Lock(amount, block.timestamp + lockupPeriod, isStaked));
    }

    function stake(uint256 lockId) external {
        Lock storage lock = userLocks[msg.sender][lockId];
        require(lock.amount > 0 && !lock.isStaked, "nothing to stake");
        lock.isStaked = true;
        emit Staked(msg.sender, lock.amount, lock.amount);
    }

    function unstake(uint256 lockId) external {
        Lock storage lock = userLocks[msg.sender][lockId];
        require(lock.isStaked, "nothing to unstake");
        lock.isStaked = false;
        emit Unstaked(msg.sender, lock.amount);
    }

    function claim(uint256 lockId) external {
        Lock memory lock = userLocks[msg.sender][lockId];
        require(lock.amount > 0 && !lock.isStaked, "nothing to claim");
        require(block.timestamp >= lock.unlockTime, "too early");
        delete userLocks[msg.sender][lockId];
        soda.transfer(msg.sender, lock.amount);
        emit Claimed(msg.sender, lock.amount, false);
    }
}
