using System.Text;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Scripts.Rules;
using BackupTools.Engines.MySql.Scripts.Splitting;
using BackupTools.Engines.Shared;

namespace BackupTools.Tests.Engines.MySql.Scripts;

/// <summary>Which statements run, and what of them: the script is of the database <c>shop</c>, goes into <c>copy</c>, and runs in <c>work</c>.</summary>
public sealed class MySqlScriptRulesTests
{
    private const string Head = "-- Host: localhost    Database: shop\n";

    [Theory]
    [InlineData("LOAD DATA INFILE '/etc/passwd' INTO TABLE t;")]
    [InlineData("DO 1; SET\tGLOBAL a = 1;")]
    [InlineData("/*!50000 LOAD DATA INFILE '/etc/passwd' INTO TABLE t */;")]
    [InlineData("/*!99999 SELECT 1 */ LOAD DATA INFILE '/etc/passwd' INTO TABLE t;")]
    [InlineData("/*! LOAD */ /* x */ DATA INFILE '/etc/passwd' INTO TABLE t;")]
    [InlineData("LOAD XML INFILE 'x' INTO TABLE t;")]
    [InlineData("LOAD INDEX INTO CACHE t;")]
    [InlineData("SELECT 1 INTO OUTFILE '/tmp/x';")]
    [InlineData("SELECT 1 INTO/**/DUMPFILE '/tmp/x';")]
    [InlineData("(SELECT 1) UNION (SELECT 2 INTO OUTFILE '/tmp/x');")]
    [InlineData("INSERT INTO t SELECT LOAD_FILE('/etc/passwd');")]
    [InlineData("CREATE TABLE t (a int) DATA DIRECTORY = '/tmp';")]
    [InlineData("CREATE TABLE t (a int) ENGINE=FEDERATED CONNECTION='mysql://u:p@h/d/t';")]
    [InlineData("CREATE TABLE t (a int) ENGINE = CONNECT TABLE_TYPE=DOS FILE_NAME='/etc/passwd';")]
    [InlineData("ALTER TABLE t IMPORT TABLESPACE;")]
    [InlineData("CREATE FUNCTION f RETURNS STRING SONAME 'x.so';")]
    [InlineData("CREATE AGGREGATE FUNCTION f RETURNS STRING SONAME 'x.so';")]
    [InlineData("CREATE DATABASE a; CREATE DATABASE b;")]
    [InlineData("DROP DATABASE IF EXISTS shop; DROP SCHEMA mysql;")]
    [InlineData("USE shop; USE mysql;")]
    [InlineData("USE shop\nUSE mysql\n")]
    [InlineData("ALTER DATABASE shop COLLATE x; ALTER SCHEMA mysql COLLATE x;")]
    [InlineData("GRANT ALL ON *.* TO a@b;")]
    [InlineData("REVOKE ALL ON *.* FROM a@b;")]
    [InlineData("CREATE USER a@b;")]
    [InlineData("CREATE USER IF NOT EXISTS a@b;")]
    [InlineData("ALTER USER a@b ACCOUNT LOCK;")]
    [InlineData("DROP ROLE a;")]
    [InlineData("RENAME USER a TO b;")]
    [InlineData("SET PASSWORD = 'x';")]
    [InlineData("SET DEFAULT ROLE ALL TO a;")]
    [InlineData("SET GLOBAL local_infile = 1;")]
    [InlineData("SET @a = 1, GLOBAL local_infile = 1;")]
    [InlineData("SET @@GLOBAL.local_infile = 1;")]
    [InlineData("SET @a = f(1, 2), @@ global.local_infile := 1;")]
    [InlineData("SET PERSIST local_infile = 1;")]
    [InlineData("SET @@persist_only.local_infile = 1;")]
    [InlineData("SET @@GLOBAL.GTID_PURGED = 'x', @a = 1;")]
    [InlineData("SET STATEMENT max_statement_time = 1 FOR DROP DATABASE mysql;")]
    [InlineData("INSTALL PLUGIN x SONAME 'x.so';")]
    [InlineData("UNINSTALL COMPONENT 'x';")]
    [InlineData("CHANGE MASTER TO MASTER_HOST = 'x';")]
    [InlineData("CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'x';")]
    [InlineData("START REPLICA;")]
    [InlineData("STOP SLAVE;")]
    [InlineData("SHUTDOWN;")]
    [InlineData("RESTART;")]
    [InlineData("KILL 1;")]
    [InlineData("RESET BINARY LOGS AND GTIDS;")]
    [InlineData("PURGE BINARY LOGS TO 'x';")]
    [InlineData("FLUSH PRIVILEGES;")]
    [InlineData("BINLOG 'x';")]
    [InlineData("CLONE LOCAL DATA DIRECTORY '/tmp/x';")]
    [InlineData("PREPARE s FROM 'DROP DATABASE mysql';")]
    [InlineData("EXECUTE IMMEDIATE 'DROP DATABASE mysql';")]
    [InlineData("BEGIN NOT ATOMIC DROP DATABASE mysql; END;")]
    [InlineData("IF 1 THEN SELECT 1;")]
    [InlineData("ANALYZE UPDATE t SET a = 1;")]
    [InlineData("LOCK INSTANCE FOR BACKUP;")]
    [InlineData("HANDLER t OPEN;")]
    [InlineData("IMPORT TABLE FROM '/tmp/t.sdi';")]
    [InlineData("CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (HOST 'x');")]
    [InlineData("CREATE TABLESPACE s ADD DATAFILE 'x.ibd';")]
    [InlineData("CREATE LIBRARY l LANGUAGE JAVASCRIPT AS 'x';")]
    [InlineData("ALTER INSTANCE ROTATE INNODB MASTER KEY;")]
    [InlineData("CREATE DEFINER=user@localhost USER x;")]
    [InlineData("INSERT INTO mysql.user VALUES (1);")]
    [InlineData("INSERT mysql . user VALUES (1);")]
    [InlineData("INSERT IGNORE `mysql`.`user` VALUES (1);")]
    [InlineData("REPLACE /*!50000 INTO mysql.user */ VALUES (1);")]
    [InlineData("UPDATE mysql.user SET a = 1;")]
    [InlineData("UPDATE t JOIN s ON t.a = s.a, other.u SET u.a = 1;")]
    [InlineData("DELETE FROM OTHER.t;")]
    [InlineData("DELETE t, other.u FROM t JOIN other.u;")]
    [InlineData("WITH a AS (SELECT 1) DELETE FROM other.t;")]
    [InlineData("TRUNCATE other.t;")]
    [InlineData("TRUNCATE TABLE other.t;")]
    [InlineData("DROP TABLE IF EXISTS a, other.t;")]
    [InlineData("DROP VIEW other.v;")]
    [InlineData("DROP TRIGGER IF EXISTS other.t;")]
    [InlineData("RENAME TABLE a TO other.a;")]
    [InlineData("ALTER TABLE other.t ADD b int;")]
    [InlineData("ALTER TABLE t RENAME TO other.t;")]
    [InlineData("CREATE TABLE other.t (a int);")]
    [InlineData("CREATE TABLE IF NOT EXISTS other.t (a int);")]
    [InlineData("CREATE OR REPLACE DEFINER=`a`@`b` SQL SECURITY DEFINER VIEW other.v AS SELECT 1;")]
    [InlineData("CREATE UNIQUE INDEX i ON other.t (a);")]
    [InlineData("DROP INDEX i ON other.t;")]
    [InlineData("CREATE TRIGGER a BEFORE INSERT ON other.t FOR EACH ROW SET @a = 1;")]
    [InlineData("CREATE PROCEDURE other.p() SELECT 1;")]
    [InlineData("CALL other.p();")]
    [InlineData("LOCK TABLES a WRITE, other.t WRITE;")]
    public void What_reaches_beyond_the_database_is_refused(string script)
    {
        BackupException error = Assert.Throws<BackupException>(() => Decide(script));
        Assert.Equal(ErrorCode.ForeignStatement, error.Code);
        Assert.StartsWith("Line ", error.Message, StringComparison.Ordinal);
        Assert.Contains(Setting.AllowForeignStatement, error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INSERT INTO t VALUES (1.5, 'LOAD DATA', \"SET GLOBAL\", `other`.`x`, mysql.a);")]
    [InlineData("INSERT INTO t SELECT * FROM other.t;")]
    [InlineData("CREATE VIEW v AS SELECT `other`.`t`.`a` AS `a` FROM (`t` JOIN `other`.`t`);")]
    [InlineData("CREATE TABLE t LIKE other.t;")]
    [InlineData("CREATE TABLE `outfile` (`global` int, `data` int, directory int, status int);")]
    [InlineData("CREATE DEFINER=root@localhost FUNCTION f() RETURNS int DETERMINISTIC RETURN 1;")]
    [InlineData("CREATE DEFINER=CURRENT_USER() PROCEDURE p() BEGIN DELETE FROM other.t WHERE other.t.a IN (SELECT a FROM shop.t) END;")]
    [InlineData("CREATE ALGORITHM=UNDEFINED DEFINER=`event`@`%` SQL SECURITY DEFINER VIEW `v` AS SELECT 1;")]
    [InlineData("SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT, @a = @@global.b, NAMES utf8mb4;")]
    [InlineData("SET @global = 1, @`persist` = 2, SESSION sql_mode = 'ANSI', @gtid_purged = 1;")]
    [InlineData("SET @MYSQLDUMP_TEMP_LOG_BIN = @@SESSION.SQL_LOG_BIN;")]
    [InlineData("SET NAMES utf8mb4;")]
    [InlineData("START TRANSACTION READ ONLY;")]
    [InlineData("BEGIN; COMMIT; ROLLBACK TO SAVEPOINT a; UNLOCK TABLES; LOCK TABLES `t` WRITE;")]
    [InlineData("ALTER TABLE t DISABLE KEYS; ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES other.t (a);")]
    [InlineData("ANALYZE TABLE t; OPTIMIZE LOCAL TABLE t; CHECK TABLE t;")]
    [InlineData("CREATE SEQUENCE s START WITH 1; DROP SEQUENCE IF EXISTS s; DO SETVAL(s, 1); SELECT NEXTVAL(s);")]
    [InlineData("CREATE OR REPLACE PACKAGE BODY p AS END;")]
    [InlineData("ALTER DATABASE CHARACTER SET utf8mb4; ALTER DATABASE DEFAULT COLLATE x;")]
    [InlineData("UPDATE t SET t.a = @other.t WHERE t.b = 1;")]
    [InlineData("CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM u;")]
    [InlineData("SELECT LOAD_FILE FROM t; SELECT outfile FROM t;")]
    [InlineData("/*!50717 SELECT COUNT(*) INTO @a FROM INFORMATION_SCHEMA.TABLES */;")]
    public void What_stays_within_it_runs_as_it_is(string script) => Assert.Equal(
        script.Replace(";", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal),
        string.Concat(Decide(script)).Replace(";", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal));

    [Theory]
    [InlineData("INSERT INTO shop.t VALUES (1); INSERT INTO `copy`.`t` VALUES (shop.a);", "INSERT INTO t VALUES (1)|INSERT INTO `t` VALUES (shop.a)")]
    [InlineData("SELECT `shop`.`t`.`a`, `shop`.`f`(1), shop.a FROM `shop`.`t` JOIN (shop . u, `x`) ON `t`.`a` = `shop`.`a`;", "SELECT `t`.`a`, `f`(1), shop.a FROM `t` JOIN ( u, `x`) ON `t`.`a` = `shop`.`a`")]
    [InlineData("CREATE TABLE t (a int DEFAULT nextval(`shop`.`s`), b int DEFAULT (NEXT VALUE FOR shop.s));", "CREATE TABLE t (a int DEFAULT nextval(`s`), b int DEFAULT (NEXT VALUE FOR s))")]
    [InlineData("CREATE TRIGGER shop.a BEFORE INSERT ON shop.t FOR EACH ROW SET NEW.a = 1;", "CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1")]
    [InlineData("CREATE PROCEDURE shop.p() INSERT INTO shop.t VALUES (1);", "CREATE PROCEDURE p() INSERT INTO shop.t VALUES (1)")]
    [InlineData("ALTER DATABASE `shop` CHARACTER SET latin1 COLLATE latin1_bin;", "ALTER DATABASE  CHARACTER SET latin1 COLLATE latin1_bin")]
    [InlineData("USE `shop`; SELECT 1;", "USE `work`|SELECT 1")]
    [InlineData("CREATE DATABASE /*!32312 IF NOT EXISTS*/ `shop` /*!40100 DEFAULT CHARACTER SET latin1 */ /*!80016 DEFAULT ENCRYPTION='N' */;", "ALTER DATABASE  /*!40100 DEFAULT CHARACTER SET latin1 */ /*!80016 DEFAULT ENCRYPTION='N' */")]
    [InlineData("CREATE DATABASE shop; /*!40000 DROP DATABASE IF EXISTS `shop`*/; SELECT 1;", "||SELECT 1")]
    [InlineData("/*!50000 CREATE DATABASE shop DEFAULT CHARACTER SET latin1 */;", "")]
    [InlineData("SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ 'x:1-9'; SET @@SESSION.SQL_LOG_BIN= 0; SET sql_log_bin = 1;", "||")]
    public void What_names_the_script_s_own_database_is_said_of_the_one_it_runs_in(string script, string run) =>
        Assert.Equal(run, string.Join('|', Decide(script)));

    /// <summary>While the script runs in another place, it would work on what is there.</summary>
    [Theory]
    [InlineData("CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW INSERT INTO copy.u VALUES (1);")]
    [InlineData("CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW INSERT INTO shop.u VALUES (1);")]
    [InlineData("CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM shop.u;")]
    public void A_trigger_that_names_its_database_is_refused(string script) =>
        Assert.Contains("in its text", Assert.Throws<BackupException>(() => Decide(script, allowForeign: true)).Message, StringComparison.Ordinal);

    [Fact]
    public void With_leave_a_script_goes_into_other_databases_and_LOCAL_never_runs()
    {
        Assert.Equal(["USE `work`", "USE b", "INSERT INTO mysql.t VALUES (1)", "SET GLOBAL a = 1"], Decide("USE a; USE b; INSERT INTO mysql.t VALUES (1); SET GLOBAL a = 1;", allowForeign: true));
        Assert.Equal(ErrorCode.ScriptInvalid, Assert.Throws<BackupException>(() => Decide("LOAD DATA LOCAL INFILE 'x' INTO TABLE t;", allowForeign: true)).Code);
        Assert.Equal(ErrorCode.ScriptInvalid, Assert.Throws<BackupException>(() => Decide("LOAD DATA CONCURRENT LOCAL INFILE 'x' INTO TABLE t;")).Code);
    }

    [Theory]
    [InlineData("CREATE PROCEDURE p() INSERT INTO shop.t VALUES (1);", true)]
    [InlineData("CREATE FUNCTION f() RETURNS int RETURN (SELECT MAX(a) FROM `shop`.`t`);", true)]
    [InlineData("CREATE PROCEDURE p() INSERT INTO copy.t VALUES (1);", false)]
    [InlineData("CREATE PROCEDURE p() INSERT INTO copy.t SELECT * FROM shop.t;", true)]
    [InlineData("CREATE PROCEDURE shop.p() INSERT INTO t VALUES (shop.a);", false)]
    public void A_procedure_that_names_another_database_is_told_of(string script, bool isTold)
    {
        StatementRules rules = Rules(false, isFresh: true, out ScriptDatabase database);
        Decide(script, rules, database);
        Assert.Equal(isTold, rules.Warnings.Any(w => w.Contains("in their text, and will work in that one (the first of them in line 2 of 'x.sql')", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("CREATE SCHEMA IF NOT EXISTS `mydb` DEFAULT CHARACTER SET utf8 ; USE `mydb` ; CREATE TABLE IF NOT EXISTS `mydb`.`a` (`b` INT, CONSTRAINT `c` FOREIGN KEY (`b`) REFERENCES `mydb`.`d` (`e`)) ENGINE = InnoDB;",
        "ALTER DATABASE  DEFAULT CHARACTER SET utf8 |USE `work`|CREATE TABLE IF NOT EXISTS `a` (`b` INT, CONSTRAINT `c` FOREIGN KEY (`b`) REFERENCES `d` (`e`)) ENGINE = InnoDB")]
    [InlineData("CREATE DATABASE /*!32312 IF NOT EXISTS*/ `x`; INSERT INTO `x`.`t` VALUES (1),(2); USE `x`; ALTER TABLE `x`.`t` ADD KEY (`a`);",
        "|INSERT INTO `t` VALUES (1),(2)|USE `work`|ALTER TABLE `t` ADD KEY (`a`)")]
    [InlineData("SET SQL_MODE = \"NO_AUTO_VALUE_ON_ZERO\"; START TRANSACTION; SET time_zone = \"+00:00\"; COMMIT;", "SET SQL_MODE = \"NO_AUTO_VALUE_ON_ZERO\"|START TRANSACTION|SET time_zone = \"+00:00\"|COMMIT")]
    public void Scripts_of_other_tools_are_understood(string script, string run) => Assert.Equal(run, string.Join('|', Decide(script)));

    [Fact]
    public void In_a_database_that_is_kept_nothing_is_dropped_and_its_options_stay()
    {
        StatementRules rules = Rules(false, isFresh: false, out ScriptDatabase _);
        Assert.Equal(["", "", "USE `work`"], Decide("DROP DATABASE shop; CREATE DATABASE shop CHARACTER SET latin1; USE shop;", rules, null));
        Assert.Contains(rules.Warnings, w => w.Contains("drops its database", StringComparison.Ordinal));
        Assert.Contains(rules.Warnings, w => w.Contains("'shop'", StringComparison.Ordinal) && w.Contains("'copy'", StringComparison.Ordinal));
    }

    private static List<string> Decide(string script, bool allowForeign = false)
    {
        StatementRules rules = Rules(allowForeign, isFresh: true, out ScriptDatabase database);
        return Decide(script, rules, database);
    }

    private static List<string> Decide(string script, StatementRules rules, ScriptDatabase? database)
    {
        ScriptReader reader = new(new ScriptWindow("x.sql", new MemoryStream(Encoding.UTF8.GetBytes(Head + script)), 5), ServerVersion.Parse("9.7.0"));
        database?.Hint(reader.SourceDatabase);
        List<string> result = [];
        while (reader.Next() is { } statement)
            result.Add(Encoding.UTF8.GetString(rules.Decide(reader, statement).Span));
        return result;
    }

    private static StatementRules Rules(bool allowForeign, bool isFresh, out ScriptDatabase database)
    {
        database = new ScriptDatabase("copy", "work", ["copy", "mysql", "Other"], ignoresCase: false);
        return new StatementRules(database, allowForeign, isFresh);
    }
}
