using System.Globalization;
using System.Text;
using BackupTools.Engines.Sqlite.Native;
using BackupTools.Engines.Sqlite.Text;

namespace BackupTools.Tests.Engines.Sqlite;

/// <summary>Real numbers written as SQL come back with the same bits, in every version of the library.</summary>
public sealed class RealLiteralTests : SqliteTest
{
    public static TheoryData<bool> Libraries => [true, false];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Every_kind_of_number_comes_back(bool bundled)
    {
        var random = new Random(7);
        var values = new List<double>
        {
            0, -0.0, 1, -1, 0.1, 0.2, 0.3, 1e15, 1e16, 1e22, 1e23, 123456789012345, 999999999999999.9, double.Epsilon, -double.Epsilon,
            double.MaxValue, double.MinValue, double.PositiveInfinity, double.NegativeInfinity, 2.2250738585072014e-308,
            2.225073858507201e-308, 9007199254740993, 1e-5, 1.5e-7, 4.35, 0.000035, 8.5e-22,
        };
        for (int i = 0; i < 100_000; i++)
        {
            double any = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (!double.IsNaN(any))
                values.Add(any);
            values.Add(Math.Round(random.NextDouble() * 10000, 2));
            values.Add(double.Parse(
                random.NextInt64(1_000_000_000_000_000).ToString(CultureInfo.InvariantCulture) + "e-" + random.Next(0, 23), CultureInfo.InvariantCulture));
            values.Add(random.NextDouble());
        }

        using SqliteConnection connection = SqliteConnection.Open(
            bundled ? Bundled : SqliteLibrary.Default, ":memory:", OpenMode.ReadWrite, TimeSpan.Zero, Token);
        var sql = new ChunkBuffer();
        foreach (double[] part in values.Chunk(1000))
        {
            sql.Clear();
            sql.Write("VALUES"u8);
            foreach (double value in part)
            {
                sql.Write("("u8);
                NumberLiterals.WriteReal(sql, value);
                sql.Write("),"u8);
            }

            sql.Truncate(sql.Length - 1);
            using SqliteStatement statement = connection.Prepare(Encoding.UTF8.GetString(sql.WrittenSpan));
            foreach (double value in part)
            {
                Assert.True(statement.Step());
                Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(statement.GetDouble(0)));
            }
        }
    }
}
