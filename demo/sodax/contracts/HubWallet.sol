// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ConnectionBase} from "./Connection.sol";

struct Call {
    address to;
    uint256 value;
    bytes data;
}

/// What a user of a spoke is on the hub: it holds their tokens and makes their calls.
contract HubWallet {
    WalletFactory public immutable factory = WalletFactory(msg.sender);
    uint256 public chainId;
    bytes public user;
    /// How often calls with this hash are to be made, by whoever knows them.
    mapping(bytes32 => uint256) public stored;

    event StoredCallReverted(bytes32 hash);

    receive() external payable {}

    function initialize(uint256 chainId_, bytes calldata user_) external {
        require(msg.sender == address(factory), "not the factory");
        chainId = chainId_;
        user = user_;
    }

    /// Calls that came with a deposit, or from their user on the hub itself.
    function assetManagerHook(bytes calldata data) external {
        require(factory.isTrusted(msg.sender), "not trusted");
        take(data);
    }

    function recvMessage(
        uint256 srcChainId,
        bytes calldata srcAddress,
        uint256 connSn,
        bytes calldata payload,
        bytes[] calldata signatures
    ) external {
        require(srcChainId == chainId, "not from the user");
        require(keccak256(srcAddress) == keccak256(user), "not from the user");
        factory.connection().verifyMessage(srcChainId, srcAddress, connSn, payload, signatures);
        take(payload);
    }

    /// Makes the calls whose hash is stored. If one of them reverts, none is made, and they are not stored any more.
    function executeStored(bytes calldata data) external {
        bytes32 hash = keccak256(data);
        stored[hash]--;
        try this.execute(data) {}
        catch {
            emit StoredCallReverted(hash);
        }
    }

    function execute(bytes calldata data) external {
        require(msg.sender == address(this), "not the wallet itself");
        run(data);
    }

    function take(bytes calldata data) private {
        if (data.length == 32) stored[bytes32(data)]++;
        else run(data);
    }

    function run(bytes calldata data) private {
        Call[] memory calls = abi.decode(data, (Call[]));
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

/// Gives every user of every chain one address on the hub, known before it is used.
contract WalletFactory {
    ConnectionBase public immutable connection;
    mapping(address => bool) public isTrusted;

    constructor(ConnectionBase connection_) {
        connection = connection_;
    }

    function trust(address caller) external {
        isTrusted[caller] = true;
    }

    function getDeployedAddress(uint256 chainId, bytes calldata user) public view returns (address) {
        bytes32 code = keccak256(type(HubWallet).creationCode);
        bytes32 hash =
            keccak256(abi.encodePacked(bytes1(0xff), address(this), saltOf(chainId, user), code));
        return address(uint160(uint256(hash)));
    }

    /// The user's wallet, deployed if this is its first use.
    function deploy(uint256 chainId, bytes calldata user) external returns (address wallet) {
        wallet = getDeployedAddress(chainId, user);
        if (wallet.code.length > 0) return wallet;
        new HubWallet{salt: saltOf(chainId, user)}();
        HubWallet(payable(wallet)).initialize(chainId, user);
    }

    function saltOf(uint256 chainId, bytes calldata user) private pure returns (bytes32) {
        return keccak256(abi.encode(chainId, user));
    }
}

/// Where users of the hub itself make calls through a wallet of their own.
contract SonicRouter {
    WalletFactory public immutable factory;

    constructor(WalletFactory factory_) {
        factory = factory_;
    }

    function getDeployedAddress(address user) external view returns (address) {
        return factory.getDeployedAddress(factory.connection().chainId(), abi.encodePacked(user));
    }

    function route(Call[] calldata calls) external payable {
        address wallet =
            factory.deploy(factory.connection().chainId(), abi.encodePacked(msg.sender));
        if (msg.value > 0) {
            (bool isPaid,) = wallet.call{value: msg.value}("");
            require(isPaid, "not paid");
        }
        HubWallet(payable(wallet)).assetManagerHook(abi.encode(calls));
    }
}
