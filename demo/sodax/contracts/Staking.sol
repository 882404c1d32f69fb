// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {HubAssetManager} from "./HubAssetManager.sol";
import {Token} from "./Token.sol";
import {Vault} from "./Vault.sol";

/// Staked SODA. Who wants out asks, waits, and claims.
contract StakedSoda is Token {
    struct UnstakeRequest {
        address account;
        uint256 amount;
        uint256 startTime;
    }

    Vault public immutable asset;
    uint256 public immutable unstakingPeriod;
    UnstakeRequest[] public requests;

    constructor(Vault asset_, uint256 unstakingPeriod_) Token("stSODA", 18) {
        asset = asset_;
        unstakingPeriod = unstakingPeriod_;
    }

    function depositFor(address account, uint256 amount) external returns (bool) {
        asset.transferFrom(msg.sender, address(this), amount);
        create(account, amount);
        return true;
    }

    function withdrawTo(address account, uint256 amount) external returns (bool) {
        destroy(msg.sender, amount);
        asset.transfer(account, amount);
        return true;
    }

    function unstake(address account, uint256 amount) external {
        move(msg.sender, address(this), amount);
        requests.push(UnstakeRequest(account, amount, block.timestamp));
    }

    function claim(uint256 requestId) external {
        uint256 amount = takeRequest(requestId, unstakingPeriod);
        destroy(address(this), amount);
        asset.transfer(msg.sender, amount);
    }

    function cancelUnstakeRequest(uint256 requestId) external {
        move(address(this), msg.sender, takeRequest(requestId, 0));
    }

    function takeRequest(uint256 requestId, uint256 waits) private returns (uint256 amount) {
        UnstakeRequest storage request = requests[requestId];
        require(request.account == msg.sender, "not yours");
        require(block.timestamp >= request.startTime + waits, "too early");
        amount = request.amount;
        delete requests[requestId];
    }
}

/// Shares of staked SODA (ERC-4626), one for one.
contract XSoda is Token {
    StakedSoda public immutable asset;

    event Deposit(address indexed sender, address indexed owner, uint256 assets, uint256 shares);
    event Withdraw(
        address indexed sender,
        address indexed receiver,
        address indexed owner,
        uint256 assets,
        uint256 shares
    );

    constructor(StakedSoda asset_) Token("xSODA", 18) {
        asset = asset_;
    }

    function deposit(uint256 assets, address receiver) external returns (uint256) {
        asset.transferFrom(msg.sender, address(this), assets);
        create(receiver, assets);
        emit Deposit(msg.sender, receiver, assets, assets);
        return assets;
    }

    function redeem(uint256 shares, address receiver, address owner) external returns (uint256) {
        require(msg.sender == owner, "not yours");
        destroy(owner, shares);
        asset.transfer(receiver, shares);
        emit Withdraw(msg.sender, receiver, owner, shares, shares);
        return shares;
    }
}

/// Both steps of staking in one, and a way out for those who do not wait.
contract StakingRouter {
    Vault public immutable vault;
    StakedSoda public immutable stakedSoda;
    XSoda public immutable xSoda;
    HubAssetManager public immutable assetManager;

    constructor(Vault vault_, StakedSoda stakedSoda_, XSoda xSoda_, HubAssetManager assetManager_) {
        vault = vault_;
        stakedSoda = stakedSoda_;
        xSoda = xSoda_;
        assetManager = assetManager_;
        vault_.approve(address(stakedSoda_), type(uint256).max);
        stakedSoda_.approve(address(xSoda_), type(uint256).max);
    }

    function stake(uint256 amount, address to, uint128 minReceive) external {
        vault.transferFrom(msg.sender, address(this), amount);
        stakedSoda.depositFor(address(this), amount);
        require(xSoda.deposit(amount, to) >= minReceive, "too little");
    }

    function unstake(
        uint256 amount,
        uint256 minAmount,
        address asset,
        uint256 chainId,
        bytes calldata to
    ) external {
        require(amount >= minAmount, "too little");
        xSoda.transferFrom(msg.sender, address(this), amount);
        xSoda.redeem(amount, address(this), address(this));
        stakedSoda.withdrawTo(address(this), amount);
        vault.withdraw(asset, amount);
        (uint256 home,) = assetManager.assetInfo(asset);
        if (chainId == home) assetManager.transfer(asset, to, amount, "");
        else Token(asset).transfer(address(bytes20(to)), amount);
    }
}
