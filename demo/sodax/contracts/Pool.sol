// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Token} from "./Token.sol";

/// A money market that trusts its users: no interest, and no collateral.
contract Pool {
    mapping(address reserve => mapping(address user => uint256)) public supplied;
    mapping(address reserve => mapping(address user => uint256)) public borrowed;

    event Supply(
        address indexed reserve,
        address user,
        address indexed onBehalfOf,
        uint256 amount,
        uint16 indexed referralCode
    );
    event Withdraw(
        address indexed reserve,
        address indexed user,
        address indexed to,
        uint256 amount
    );
    event Borrow(
        address indexed reserve,
        address user,
        address indexed onBehalfOf,
        uint256 amount,
        uint8 interestRateMode,
        uint256 borrowRate,
        uint16 indexed referralCode
    );
    event Repay(
        address indexed reserve,
        address indexed user,
        address indexed repayer,
        uint256 amount,
        bool useATokens
    );
    event LiquidationCall(
        address indexed collateralAsset,
        address indexed debtAsset,
        address indexed user,
        uint256 debtToCover,
        uint256 liquidatedCollateralAmount,
        address liquidator,
        bool receiveAToken
    );

    function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode) external {
        Token(asset).transferFrom(msg.sender, address(this), amount);
        supplied[asset][onBehalfOf] += amount;
        emit Supply(asset, msg.sender, onBehalfOf, amount, referralCode);
    }

    function withdraw(address asset, uint256 amount, address to) external returns (uint256) {
        supplied[asset][msg.sender] -= amount;
        Token(asset).transfer(to, amount);
        emit Withdraw(asset, msg.sender, to, amount);
        return amount;
    }

    function borrow(
        address asset,
        uint256 amount,
        uint256 interestRateMode,
        uint16 referralCode,
        address onBehalfOf
    ) external {
        borrowed[asset][onBehalfOf] += amount;
        Token(asset).transfer(msg.sender, amount);
        emit Borrow(asset, msg.sender, onBehalfOf, amount, uint8(interestRateMode), 0, referralCode);
    }

    function repay(address asset, uint256 amount, uint256, address onBehalfOf)
        external
        returns (uint256)
    {
        Token(asset).transferFrom(msg.sender, address(this), amount);
        borrowed[asset][onBehalfOf] -= amount;
        emit Repay(asset, onBehalfOf, msg.sender, amount, false);
        return amount;
    }

    /// Pays somebody's debt and takes as much of what they have supplied.
    function liquidationCall(
        address collateralAsset,
        address debtAsset,
        address user,
        uint256 debtToCover,
        bool receiveAToken
    ) external {
        Token(debtAsset).transferFrom(msg.sender, address(this), debtToCover);
        borrowed[debtAsset][user] -= debtToCover;
        supplied[collateralAsset][user] -= debtToCover;
        Token(collateralAsset).transfer(msg.sender, debtToCover);
        emit LiquidationCall(
            collateralAsset,
            debtAsset,
            user,
            debtToCover,
            debtToCover,
            msg.sender,
            receiveAToken
        );
    }
}
