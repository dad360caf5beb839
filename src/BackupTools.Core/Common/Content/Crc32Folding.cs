using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace BackupTools.Common;

/// <summary>
/// CRC-32 by carry-less multiplication, after Gopal et al., "Fast CRC Computation for Generic Polynomials Using
/// PCLMULQDQ Instruction" (Intel, 2009): four times as fast as tables. The constants are powers of x modulo the
/// polynomial, bit-reflected, as that paper gives them.
/// </summary>
internal static class Crc32Folding
{
    private const int BlockSize = 64, LaneSize = 16;

    public static bool IsSupported => Pclmulqdq.IsSupported && Sse41.IsSupported && BitConverter.IsLittleEndian;

    /// <summary>How many of the bytes <see cref="Update"/> takes: whole lanes, and at least a block.</summary>
    public static int UsableLength(int length) => length < BlockSize ? 0 : length & ~(LaneSize - 1);

    /// <summary>Continues a checksum (not inverted) over a length that <see cref="UsableLength"/> gave.</summary>
    public static uint Update(uint crc, ReadOnlySpan<byte> data)
    {
        ref byte start = ref MemoryMarshal.GetReference(data);
        Vector128<ulong> x1 = Load(ref start, 0) ^ Vector128.CreateScalar(crc).AsUInt64();
        Vector128<ulong> x2 = Load(ref start, 16), x3 = Load(ref start, 32), x4 = Load(ref start, 48);
        int at = BlockSize;

        Vector128<ulong> byBlock = Vector128.Create(0x0154442BD4UL, 0x01C6E41596UL);
        for (; data.Length - at >= BlockSize; at += BlockSize)
        {
            x1 = Fold(x1, byBlock, Load(ref start, at));
            x2 = Fold(x2, byBlock, Load(ref start, at + 16));
            x3 = Fold(x3, byBlock, Load(ref start, at + 32));
            x4 = Fold(x4, byBlock, Load(ref start, at + 48));
        }

        Vector128<ulong> byLane = Vector128.Create(0x01751997D0UL, 0x00CCAA009EUL);
        x1 = Fold(Fold(Fold(x1, byLane, x2), byLane, x3), byLane, x4);
        for (; at < data.Length; at += LaneSize)
            x1 = Fold(x1, byLane, Load(ref start, at));

        return Reduce(x1, byLane);
    }

    /// <summary>From 128 bits to 64, to 32.</summary>
    private static uint Reduce(Vector128<ulong> x, Vector128<ulong> byLane)
    {
        Vector128<ulong> low32 = Vector128.Create(0xFFFFFFFFUL);
        x = Sse2.ShiftRightLogical128BitLane(x, 8) ^ Pclmulqdq.CarrylessMultiply(x, byLane, 0x10);
        x = Sse2.ShiftRightLogical128BitLane(x, 4)
            ^ Pclmulqdq.CarrylessMultiply(x & low32, Vector128.CreateScalar(0x0163CD6124UL), 0x00);
        Vector128<ulong> barrett = Vector128.Create(0x01DB710641UL, 0x01F7011641UL);
        Vector128<ulong> quotient = Pclmulqdq.CarrylessMultiply(x & low32, barrett, 0x10) & low32;
        return (x ^ Pclmulqdq.CarrylessMultiply(quotient, barrett, 0x00)).AsUInt32().GetElement(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Fold(Vector128<ulong> x, Vector128<ulong> by, Vector128<ulong> next) =>
        Pclmulqdq.CarrylessMultiply(x, by, 0x00) ^ Pclmulqdq.CarrylessMultiply(x, by, 0x11) ^ next;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Load(ref byte start, int offset) =>
        Vector128.LoadUnsafe(ref start, (nuint)offset).AsUInt64();
}
