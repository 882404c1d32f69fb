// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// The lists in which SODAX packs what a message says.
library Rlp {
    function encode(bytes[] memory items) internal pure returns (bytes memory) {
        bytes memory content;
        for (uint256 i; i < items.length; i++) {
            bytes memory item = items[i];
            bool isItself = item.length == 1 && uint8(item[0]) < 0x80;
            content = isItself
                ? bytes.concat(content, item)
                : bytes.concat(content, head(item.length, 0x80), item);
        }
        return bytes.concat(head(content.length, 0xc0), content);
    }

    /// Big-endian, without leading zeros; nothing at all for zero.
    function number(uint256 value) internal pure returns (bytes memory written) {
        uint256 length;
        for (uint256 rest = value; rest > 0; rest >>= 8) length++;
        written = new bytes(length);
        for (; length > 0; value >>= 8) written[--length] = bytes1(uint8(value));
    }

    function decode(bytes memory list) internal pure returns (bytes[] memory items) {
        (uint256 next, uint256 length) = body(list, 0, 0xc0);
        uint256 end = next + length;
        uint256 count;
        for (uint256 look = next; look < end; count++) {
            (uint256 start, uint256 size) = body(list, look, 0x80);
            look = start + size;
        }
        items = new bytes[](count);
        for (uint256 i; i < count; i++) {
            (uint256 start, uint256 size) = body(list, next, 0x80);
            items[i] = new bytes(size);
            for (uint256 j; j < size; j++) items[i][j] = list[start + j];
            next = start + size;
        }
    }

    function toNumber(bytes memory written) internal pure returns (uint256 value) {
        for (uint256 i; i < written.length; i++) value = (value << 8) | uint8(written[i]);
    }

    function toAddress(bytes memory written) internal pure returns (address) {
        require(written.length == 20, "not an address");
        return address(bytes20(written));
    }

    function head(uint256 length, uint8 offset) private pure returns (bytes memory) {
        if (length < 56) return abi.encodePacked(uint8(offset + length));
        bytes memory size = number(length);
        return abi.encodePacked(uint8(offset + 55 + size.length), size);
    }

    /// Where the content of the item at `place` begins, and how long it is.
    function body(bytes memory list, uint256 place, uint8 offset)
        private
        pure
        returns (uint256 start, uint256 length)
    {
        uint8 first = uint8(list[place]);
        if (first < offset) return (place, 1);
        if (first < offset + 56) return (place + 1, first - offset);
        uint256 size = first - offset - 55;
        for (uint256 i = 1; i <= size; i++) length = (length << 8) | uint8(list[place + i]);
        return (place + 1 + size, length);
    }
}
