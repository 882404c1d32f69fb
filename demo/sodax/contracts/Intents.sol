// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ConnectionBase} from "./Connection.sol";
import {HubAssetManager} from "./HubAssetManager.sol";
import {WalletFactory} from "./HubWallet.sol";
import {Rlp} from "./Rlp.sol";
import {Token} from "./Token.sol";

/// Holds what users offer until somebody brings what they ask for.
contract Intents {
    struct Intent {
        uint256 intentId;
        address creator;
        address inputToken;
        address outputToken;
        uint256 inputAmount;
        uint256 minOutputAmount;
        uint256 deadline;
        bool allowPartialFill;
        uint256 srcChain;
        uint256 dstChain;
        bytes srcAddress;
        bytes dstAddress;
        address solver;
        bytes data;
    }

    struct IntentState {
        bool exists;
        uint256 remainingInput;
        uint256 receivedOutput;
        bool pendingPayment;
    }

    struct PendingIntentState {
        uint256 pendingInput;
        uint256 pendingOutput;
    }

    struct ExternalFill {
        bytes32 intentHash;
        address to;
        address token;
        uint256 inputAmount;
        uint256 outputAmount;
    }

    struct Payout {
        address solver;
        uint256 amount;
    }

    /// What a partner gets for the whole of an input.
    struct Fee {
        uint256 amount;
        address receiver;
        uint256 inputAmount;
    }

    uint256 public immutable HUB_CHAIN_ID;
    ConnectionBase public immutable connection;
    HubAssetManager public immutable assetManager;
    WalletFactory public immutable walletFactory;
    mapping(uint256 chainId => bytes) public spokes;
    mapping(bytes32 intentHash => IntentState) public intentStates;
    mapping(bytes32 intentHash => PendingIntentState) public pendingIntentStates;
    mapping(bytes32 intentHash => Payout[]) public pendingPayouts;
    mapping(uint256 fillId => ExternalFill) public externalFills;
    mapping(bytes32 intentHash => Fee) private fees;

    event IntentCreated(bytes32 intentHash, Intent intent);
    event IntentFilled(bytes32 intentHash, IntentState intentState);
    event IntentCancelled(bytes32 intentHash);
    event ExternalFillFailed(uint256 fillId, ExternalFill fill);

    error FillAlreadyExists();
    error IntentAlreadyExists();
    error IntentNotFound();
    error InvalidAmount();
    error InvalidSolver();
    error PartialFillNotAllowed();
    error PendingFillExists();
    error SpokeNotConfigured();
    error Unauthorized();

    constructor(ConnectionBase connection_, HubAssetManager assetManager_, WalletFactory walletFactory_) {
        HUB_CHAIN_ID = connection_.chainId();
        connection = connection_;
        assetManager = assetManager_;
        walletFactory = walletFactory_;
    }

    function addSpoke(uint256 chainId, bytes calldata intentFiller) external {
        spokes[chainId] = intentFiller;
    }

    function createIntent(Intent calldata intent) external {
        if (msg.sender != intent.creator) revert Unauthorized();
        if (intent.inputAmount == 0) revert InvalidAmount();
        bytes32 hash = keccak256(abi.encode(intent));
        IntentState storage state = intentStates[hash];
        if (state.exists && !state.pendingPayment) revert IntentAlreadyExists();

        Fee memory fee = feeOf(intent);
        fees[hash] = fee;
        Token token = Token(intent.inputToken);
        token.transferFrom(msg.sender, address(this), intent.inputAmount + fee.amount);
        if (!state.exists) intentStates[hash] = IntentState(true, intent.inputAmount, 0, false);
        emit IntentCreated(hash, intent);

        // Whoever has filled it before now gets what it offers.
        state.pendingPayment = false;
        Payout[] storage payouts = pendingPayouts[hash];
        for (uint256 i; i < payouts.length; i++) {
            pay(hash, token, payouts[i].solver, payouts[i].amount);
        }
        delete pendingPayouts[hash];
    }

    function fillIntent(
        Intent calldata intent,
        uint256 inputAmount,
        uint256 outputAmount,
        uint256 externalFillId
    ) external {
        bytes32 hash = keccak256(abi.encode(intent));
        if (!intentStates[hash].exists) revert IntentNotFound();
        fill(intent, hash, inputAmount, outputAmount, externalFillId);
    }

    /// Fills an intent whose input is still on its way.
    function preFillIntent(
        Intent calldata intent,
        uint256 inputAmount,
        uint256 outputAmount,
        uint256 externalFillId
    ) external {
        bytes32 hash = keccak256(abi.encode(intent));
        if (!intentStates[hash].exists) {
            intentStates[hash] = IntentState(true, intent.inputAmount, 0, true);
        }
        fill(intent, hash, inputAmount, outputAmount, externalFillId);
    }

    function cancelIntent(Intent calldata intent) external {
        bytes32 hash = keccak256(abi.encode(intent));
        IntentState memory state = intentStates[hash];
        if (!state.exists || state.pendingPayment || state.remainingInput == 0) revert IntentNotFound();
        bool isExpired = intent.deadline != 0 && block.timestamp > intent.deadline;
        if (msg.sender != intent.creator && !isExpired) revert Unauthorized();
        if (pendingIntentStates[hash].pendingInput > 0) revert PendingFillExists();

        delete intentStates[hash];
        uint256 unusedFee = feeFor(hash, state.remainingInput);
        Token(intent.inputToken).transfer(intent.creator, state.remainingInput + unusedFee);
        emit IntentCancelled(hash);
    }

    /// How a fill on a spoke went.
    function recvMessage(
        uint256 srcChainId,
        bytes calldata srcAddress,
        uint256 connSn,
        bytes calldata payload,
        bytes[] calldata signatures
    ) external {
        if (keccak256(srcAddress) != keccak256(spokes[srcChainId])) revert Unauthorized();
        connection.verifyMessage(srcChainId, srcAddress, connSn, payload, signatures);
        bytes[] memory answer = Rlp.decode(payload);
        uint256 fillId = Rlp.toNumber(answer[0]);
        ExternalFill memory done = externalFills[fillId];
        require(done.intentHash != 0, "no such fill");
        delete externalFills[fillId];
        pendingIntentStates[done.intentHash].pendingInput -= done.inputAmount;
        pendingIntentStates[done.intentHash].pendingOutput -= done.outputAmount;
        if (Rlp.toNumber(answer[1]) == 0) {
            emit ExternalFillFailed(fillId, done);
            return;
        }
        settle(done.intentHash, done.token, done.to, done.inputAmount, done.outputAmount);
    }

    function fill(
        Intent calldata intent,
        bytes32 hash,
        uint256 inputAmount,
        uint256 outputAmount,
        uint256 externalFillId
    ) private {
        if (intent.solver != address(0) && intent.solver != msg.sender) revert InvalidSolver();
        PendingIntentState storage pending = pendingIntentStates[hash];
        uint256 open = intentStates[hash].remainingInput - pending.pendingInput;
        if (inputAmount == 0 || inputAmount > open) revert InvalidAmount();
        if (!intent.allowPartialFill && inputAmount != open) revert PartialFillNotAllowed();
        if (outputAmount * intent.inputAmount < intent.minOutputAmount * inputAmount) {
            revert InvalidAmount();
        }

        if (externalFillId == 0) {
            Token(intent.outputToken).transferFrom(msg.sender, address(this), outputAmount);
            sendToken(intent, outputAmount);
            settle(hash, intent.inputToken, msg.sender, inputAmount, outputAmount);
            return;
        }
        if (externalFills[externalFillId].intentHash != 0) revert FillAlreadyExists();
        if (spokes[intent.dstChain].length == 0) revert SpokeNotConfigured();
        pending.pendingInput += inputAmount;
        pending.pendingOutput += outputAmount;
        externalFills[externalFillId] =
            ExternalFill(hash, msg.sender, intent.inputToken, inputAmount, outputAmount);
        askSpoke(intent, hash, outputAmount, externalFillId);
    }

    /// Counts a fill and pays the solver, unless there is nothing yet to pay with.
    function settle(bytes32 hash, address token, address solver, uint256 input, uint256 output) private {
        IntentState storage state = intentStates[hash];
        state.remainingInput -= input;
        state.receivedOutput += output;
        if (state.pendingPayment) pendingPayouts[hash].push(Payout(solver, input));
        else pay(hash, Token(token), solver, input);
        emit IntentFilled(hash, state);
    }

    function askSpoke(Intent calldata intent, bytes32 hash, uint256 amount, uint256 fillId) private {
        (, bytes memory token) = assetManager.assetInfo(intent.outputToken);
        bytes[] memory items = new bytes[](6);
        items[0] = Rlp.number(fillId);
        items[1] = abi.encodePacked(hash);
        items[2] = abi.encodePacked(msg.sender);
        items[3] = intent.dstAddress;
        items[4] = token;
        items[5] = Rlp.number(amount);
        connection.sendMessage(intent.dstChain, spokes[intent.dstChain], Rlp.encode(items));
    }

    /// On the hub: to the address itself. To the token's own chain: released there. Else: to the recipient's hub wallet.
    function sendToken(Intent calldata intent, uint256 amount) private {
        Token token = Token(intent.outputToken);
        (uint256 home,) = assetManager.assetInfo(intent.outputToken);
        if (intent.dstChain == HUB_CHAIN_ID) {
            token.transfer(Rlp.toAddress(intent.dstAddress), amount);
        } else if (intent.dstChain == home) {
            assetManager.transfer(intent.outputToken, intent.dstAddress, amount, "");
        } else {
            token.transfer(walletFactory.getDeployedAddress(home, intent.dstAddress), amount);
        }
    }

    /// The solver's part of the input, and the partner's on top of it.
    function pay(bytes32 hash, Token token, address solver, uint256 input) private {
        token.transfer(solver, input);
        uint256 fee = feeFor(hash, input);
        if (fee > 0) token.transfer(fees[hash].receiver, fee);
    }

    function feeFor(bytes32 hash, uint256 input) private view returns (uint256) {
        Fee memory fee = fees[hash];
        return fee.amount == 0 ? 0 : (fee.amount * input) / fee.inputAmount;
    }

    function feeOf(Intent calldata intent) private pure returns (Fee memory fee) {
        bytes calldata data = intent.data;
        if (data.length != 65 || data[0] != 0x01) return fee;
        (uint256 amount, address receiver) = abi.decode(data[1:], (uint256, address));
        return Fee(amount, receiver, intent.inputAmount);
    }
}
