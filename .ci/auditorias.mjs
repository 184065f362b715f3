// The audits of GraphQL over HTTP: all that must and may be, and all that should be but one at most.
import { serverAudits } from "graphql-http";

const cuentas = {};
for (const auditoria of serverAudits({ url: process.argv[2] })) {
  const { status, reason } = await auditoria.fn();
  const nivel = auditoria.name.split(" ")[0];
  cuentas[nivel] ??= { pasan: 0, fallan: 0 };
  if (status === "ok") {
    cuentas[nivel].pasan += 1;
  } else {
    cuentas[nivel].fallan += 1;
    console.error(`${auditoria.id} ${auditoria.name}: ${reason}`);
  }
}
console.log(JSON.stringify(cuentas));
const { MUST, SHOULD, MAY } = cuentas;
process.exit(MUST.fallan === 0 && SHOULD.fallan <= 1 && MAY.fallan === 0 ? 0 : 1);
