// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// Sends messages and remembers which ones arrived. Nobody checks signatures here; a message is taken once all the same.
abstract contract ConnectionBase {
    uint256 public immutable chainId;
    uint256 public connSn;
    mapping(uint256 srcChainId => mapping(uint256 connSn => bool)) public receipts;

    error DuplicateMessage();

    constructor(uint256 chainId_) {
        chainId = chainId_;
    }

    function sendMessage(uint256 dstChainId, bytes calldata dstAddress, bytes calldata payload)
        external
        payable
    {
        connSn++;
        report(abi.encodePacked(msg.sender), dstChainId, dstAddress, payload);
    }

    function verifyMessage(
        uint256 srcChainId,
        bytes calldata,
        uint256 sn,
        bytes calldata,
        bytes[] calldata
    ) external {
        if (receipts[srcChainId][sn]) revert DuplicateMessage();
        receipts[srcChainId][sn] = true;
    }

    function report(
        bytes memory srcAddress,
        uint256 dstChainId,
        bytes calldata dstAddress,
        bytes calldata payload
    ) internal virtual;
}

contract Connection is ConnectionBase {
    event Message(
        uint256 srcChainId,
        bytes srcAddress,
        uint256 connSn,
        uint256 dstChainId,
        bytes dstAddress,
        bytes payload
    );

    constructor(uint256 chainId_) ConnectionBase(chainId_) {}

    function report(
        bytes memory srcAddress,
        uint256 dstChainId,
        bytes calldata dstAddress,
        bytes calldata payload
    ) internal override {
        emit Message(chainId, srcAddress, connSn, dstChainId, dstAddress, payload);
    }
}

/// The same event with its first three parameters as topics, of the sender only a hash.
contract IndexedConnection is ConnectionBase {
    event Message(
        uint256 indexed srcChainId,
        bytes indexed srcAddress,
        uint256 indexed connSn,
        uint256 dstChainId,
        bytes dstAddress,
        bytes payload
    );

    constructor(uint256 chainId_) ConnectionBase(chainId_) {}

    function report(
        bytes memory srcAddress,
        uint256 dstChainId,
        bytes calldata dstAddress,
        bytes calldata payload
    ) internal override {
        emit Message(chainId, srcAddress, connSn, dstChainId, dstAddress, payload);
    }
}
