// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ConnectionBase} from "./Connection.sol";
import {Rlp} from "./Rlp.sol";
import {Token} from "./Token.sol";

/// Locks tokens on a spoke while they are used elsewhere, and releases them when the hub says so.
contract SpokeAssetManager {
    ConnectionBase public immutable connection;
    uint256 public immutable hubChainId;
    bytes public hubAssetManager;
    bool public isLimited;

    error InsufficientValue();
    error TransferFailed();
    error RateLimited();

    constructor(ConnectionBase connection_, uint256 hubChainId_, bytes memory hubAssetManager_) {
        connection = connection_;
        hubChainId = hubChainId_;
        hubAssetManager = hubAssetManager_;
    }

    /// Tokens for releases of the chain's own coin.
    receive() external payable {}

    /// While it is on, every release reverts, as when too much was released of late.
    function setLimited(bool isLimited_) external {
        isLimited = isLimited_;
    }

    function transfer(address token, bytes calldata to, uint256 amount, bytes calldata data)
        external
        payable
    {
        if (token != address(0)) Token(token).transferFrom(msg.sender, address(this), amount);
        else if (msg.value < amount) revert InsufficientValue();

        bytes[] memory items = new bytes[](5);
        items[0] = abi.encodePacked(token);
        items[1] = abi.encodePacked(msg.sender);
        items[2] = to;
        items[3] = Rlp.number(amount);
        items[4] = data;
        connection.sendMessage(hubChainId, hubAssetManager, Rlp.encode(items));
    }

    function recvMessage(
        uint256 srcChainId,
        bytes calldata srcAddress,
        uint256 connSn,
        bytes calldata payload,
        bytes[] calldata signatures
    ) external {
        accept(srcChainId, srcAddress, connSn, payload, signatures);
    }

    /// The older order of the same parameters.
    function recvMessage(
        uint256 connSn,
        uint256 srcChainId,
        bytes calldata srcAddress,
        bytes calldata payload,
        bytes[] calldata signatures
    ) external {
        accept(srcChainId, srcAddress, connSn, payload, signatures);
    }

    function accept(
        uint256 srcChainId,
        bytes calldata srcAddress,
        uint256 connSn,
        bytes calldata payload,
        bytes[] calldata signatures
    ) private {
        require(srcChainId == hubChainId, "not from the hub");
        require(keccak256(srcAddress) == keccak256(hubAssetManager), "not from the hub");
        connection.verifyMessage(srcChainId, srcAddress, connSn, payload, signatures);
        if (isLimited) revert RateLimited();

        bytes[] memory items = Rlp.decode(payload);
        address token = Rlp.toAddress(items[0]);
        address to = Rlp.toAddress(items[2]);
        uint256 amount = Rlp.toNumber(items[3]);
        if (token != address(0)) {
            Token(token).transfer(to, amount);
        } else {
            (bool isPaid,) = to.call{value: amount}("");
            if (!isPaid) revert TransferFailed();
        }
    }
}
