// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ConnectionBase} from "./Connection.sol";
import {HubWallet, WalletFactory} from "./HubWallet.sol";
import {Rlp} from "./Rlp.sol";
import {HubAsset} from "./Token.sol";

/// Mints on the hub what was locked on a spoke, and burns it to have it released there.
contract HubAssetManager {
    struct AssetInfo {
        uint256 chainId;
        bytes spokeAddress;
    }

    ConnectionBase public immutable connection;
    WalletFactory public immutable walletFactory;
    mapping(uint256 chainId => bytes) public spokeAssetManager;
    mapping(uint256 chainId => mapping(bytes token => address)) public assets;
    mapping(address asset => AssetInfo) public assetInfo;

    event HookFailed(address wallet, bytes reason);

    constructor(ConnectionBase connection_, WalletFactory walletFactory_) {
        connection = connection_;
        walletFactory = walletFactory_;
    }

    function configureAssetManager(uint256 chainId, bytes calldata manager) external {
        spokeAssetManager[chainId] = manager;
    }

    function deployAsset(uint256 chainId, bytes calldata token) external {
        address asset = address(new HubAsset("hub asset", 18));
        assets[chainId][token] = asset;
        assetInfo[asset] = AssetInfo(chainId, token);
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
    function receiveMessage(
        uint256 connSn,
        uint256 srcChainId,
        bytes calldata srcAddress,
        bytes calldata payload,
        bytes[] calldata signatures
    ) external {
        accept(srcChainId, srcAddress, connSn, payload, signatures);
    }

    function transfer(address asset, bytes calldata to, uint256 amount, bytes calldata data)
        external
        payable
    {
        AssetInfo memory info = assetInfo[asset];
        HubAsset(asset).burn(msg.sender, amount);

        bytes[] memory items = new bytes[](5);
        items[0] = info.spokeAddress;
        items[1] = abi.encodePacked(msg.sender);
        items[2] = to;
        items[3] = Rlp.number(amount);
        items[4] = data;
        connection.sendMessage(info.chainId, spokeAssetManager[info.chainId], Rlp.encode(items));
    }

    /// The mint stays even if the calls that came with it fail.
    function accept(
        uint256 srcChainId,
        bytes calldata srcAddress,
        uint256 connSn,
        bytes calldata payload,
        bytes[] calldata signatures
    ) private {
        require(
            keccak256(srcAddress) == keccak256(spokeAssetManager[srcChainId]),
            "not an asset manager"
        );
        connection.verifyMessage(srcChainId, srcAddress, connSn, payload, signatures);

        bytes[] memory items = Rlp.decode(payload);
        address asset = assets[srcChainId][items[0]];
        require(asset != address(0), "no such asset");
        address to = Rlp.toAddress(items[2]);
        HubAsset(asset).mint(to, Rlp.toNumber(items[3]));
        if (items[4].length == 0) return;

        address wallet = walletFactory.deploy(srcChainId, items[1]);
        require(wallet == to, "not the wallet of the sender");
        try HubWallet(payable(wallet)).assetManagerHook(items[4]) {}
        catch (bytes memory reason) {
            emit HookFailed(wallet, reason);
        }
    }
}
