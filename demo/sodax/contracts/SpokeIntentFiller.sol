// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ConnectionBase} from "./Connection.sol";
import {Rlp} from "./Rlp.sol";
import {Token} from "./Token.sol";

/// Holds what a solver pays out on a spoke until the hub has agreed, and always tells the hub how that went.
contract SpokeIntentFiller {
    struct Fill {
        uint256 fillID;
        bytes intentHash;
        bytes solver;
        bytes receiver;
        bytes token;
        uint256 amount;
    }

    ConnectionBase public immutable connection;
    uint256 public immutable hubChainId;
    bytes public intents;
    mapping(bytes32 fillHash => address) public escrows;

    constructor(ConnectionBase connection_, uint256 hubChainId_, bytes memory intents_) {
        connection = connection_;
        hubChainId = hubChainId_;
        intents = intents_;
    }

    function fillIntent(Fill calldata fill) external payable {
        bytes32 fillHash = hashOf(fill);
        require(escrows[fillHash] == address(0), "escrowed before");
        escrows[fillHash] = msg.sender;
        address token = Rlp.toAddress(fill.token);
        if (token == address(0)) require(msg.value == fill.amount, "wrong value");
        else Token(token).transferFrom(msg.sender, address(this), fill.amount);
    }

    function cancelFill(Fill calldata fill) external {
        bytes32 fillHash = hashOf(fill);
        require(escrows[fillHash] == msg.sender, "not yours");
        delete escrows[fillHash];
        pay(Rlp.toAddress(fill.token), msg.sender, fill.amount);
    }

    function recvMessage(
        uint256 srcChainId,
        bytes calldata srcAddress,
        uint256 connSn,
        bytes calldata payload,
        bytes[] calldata signatures
    ) external {
        require(srcChainId == hubChainId, "not from the hub");
        require(keccak256(srcAddress) == keccak256(intents), "not from the hub");
        connection.verifyMessage(srcChainId, srcAddress, connSn, payload, signatures);

        bytes32 fillHash = keccak256(payload);
        bytes[] memory fill = Rlp.decode(payload);
        bool isEscrowed = escrows[fillHash] != address(0);
        if (isEscrowed) {
            delete escrows[fillHash];
            pay(Rlp.toAddress(fill[4]), Rlp.toAddress(fill[3]), Rlp.toNumber(fill[5]));
        }

        bytes[] memory answer = new bytes[](2);
        answer[0] = fill[0];
        answer[1] = Rlp.number(isEscrowed ? 1 : 0);
        connection.sendMessage(hubChainId, intents, Rlp.encode(answer));
    }

    function hashOf(Fill calldata fill) private pure returns (bytes32) {
        bytes[] memory items = new bytes[](6);
        items[0] = Rlp.number(fill.fillID);
        items[1] = fill.intentHash;
        items[2] = fill.solver;
        items[3] = fill.receiver;
        items[4] = fill.token;
        items[5] = Rlp.number(fill.amount);
        return keccak256(Rlp.encode(items));
    }

    function pay(address token, address to, uint256 amount) private {
        if (token != address(0)) {
            Token(token).transfer(to, amount);
        } else {
            (bool isPaid,) = to.call{value: amount}("");
            require(isPaid, "not paid");
        }
    }
}
